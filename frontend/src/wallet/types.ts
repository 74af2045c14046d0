import type { components } from "../../.generated/schema";

type Described = components["schemas"];

export type Share = Described["ShareBody"];
export type Packet = Described["PacketBody"];
export type Drop = Described["DropBody"];
export type Payout = Described["PayoutBody"];
export type Cash = Described["CashBody"];
export type RuleBook = Described["RuleBook"];
export type WaitingReview = Described["ReviewBody"];
export type Waiting = Described["WaitingBody"];
/** How a card can be earned just now. */
export type Ways = Described["WaysToEarn"];
