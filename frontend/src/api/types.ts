/**
 * The shapes of /api/v1 that the pages use. Money is integer fen; times are RFC 3339 UTC in city time.
 *
 * They are taken from the server's own description: `npm run types` reads docs/openapi.json, `npm run check` holds the
 * pages to it. Only what is a string there and one of a few words here is written here.
 */
import type { components } from "../../.generated/schema";

type Described = components["schemas"];

export type Language = Described["Language"];
export type Name = Readonly<Record<string, string | null | undefined>>;

export type Session = Described["SessionOut"];
export type Place = Described["PlaceOut"];
export type Address = Described["AddressOut"];

export type CardState = "issued" | "held" | "redeemed" | "expired" | "revoked" | "gifted";
export type Card = Described["CardOut"];
export type Wallet = Described["WalletOut"];

export type Inbox = Described["InboxOut"];
export type Message = Described["MessageOut"];
export type Ways = Described["WaysOut"];
export type Channels = Described["ChannelsOut"];

export type OfferLine = Described["OfferLine"];
export type OfferOption = Described["OfferOption"];
export type PriceLine = Described["PriceLine"];
export type Offer = Described["Offer"];

/** The shared state of a conversation; empty at its beginning. A client carries it and never edits it. */
export type ChatState = Partial<Described["State"]>;

export const way = [
  "placed",
  "authorised",
  "confirmed",
  "making",
  "ready",
  "picked_up",
  "at_door",
  "handed_over",
] as const;
export type OrderState = (typeof way)[number] | "cancelling" | "cancelled";

export type Order = Omit<Described["OrderView"], "state" | "checkout" | "times" | "rider" | "payment" | "card"> & {
  state: OrderState;
  checkout: Offer;
  times: Partial<Record<OrderState, string>>;
  rider: { name: string } | null;
  payment: { state: string; amount_fen: number } | null;
  card: { card_id: string; state: CardState } | null;
};
export type Placed = { order_id: string; state: OrderState; created: boolean; order: Order };

export type DeskOrder = Described["DeskOrderOut"];
export type Store = Described["StoreOut"];
export type Task = Omit<Described["TaskView"], "state"> & { state: OrderState };
export type StoreStep = "confirm" | "refuse" | "start" | "ready";

export type Point = Pick<Described["StoreSpot"], "lat_e6" | "lng_e6">;
export type RiderTask = Omit<Described["RideView"], "state"> & { state: OrderState };
export type RiderTasks = { current: RiderTask | null; offers: RiderTask[] };
export type RiderStep = "accept" | "pick-up" | "arrive" | "hand-over" | "cannot-hand-over";

export type Overview = Omit<Described["OverviewBody"], "orders" | "stores"> & {
  orders: Partial<Record<OrderState, number>>;
  stores: Partial<Record<Store["status"], number>>;
};
