/**
 * The shapes of /api/v1 that the pages use. Money is integer fen; times are RFC 3339 UTC in city time.
 *
 * What the server describes is taken from its own description (`npm run types` reads docs/openapi.json, `npm run check`
 * holds the pages to it); what it does not describe field by field is written here.
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
export type Wallet = { cards: Card[]; campaign: { name: Name; ends_at: string } | null };

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
export type Task = {
  order_id: string;
  number: string;
  state: OrderState;
  cups: number;
  lines: OfferLine[];
  slot_start: string;
  due_at: string;
  pickup_code: string | null;
  rider: { name: string } | null;
  placed_at: string;
  version: number;
};
export type StoreStep = "confirm" | "refuse" | "start" | "ready";

export type Point = { lat_e6: number; lng_e6: number };
export type RiderTask = {
  order_id: string;
  number: string;
  state: OrderState;
  store: Point & { name: Name; address: string };
  door: Point & { text: string };
  cups: number;
  ready_at: string;
  distance_m: number;
  fee_fen: number;
  shared_code: string | null;
  version: number;
};
export type RiderTasks = { current: RiderTask | null; offers: RiderTask[] };
export type RiderStep = "accept" | "pick-up" | "arrive" | "hand-over" | "cannot-hand-over";

export type Overview = {
  now: string;
  orders: Partial<Record<OrderState, number>>;
  orders_recent: {
    order_id: string;
    number: string;
    state: OrderState;
    store_name: Name;
    placed_at: string;
    pay_fen: number;
    card_fen: number;
  }[];
  money: { account: string; kind: string; balance_fen: number }[];
  campaign: {
    campaign_id: string;
    name: Name;
    budget_fen: number;
    left_fen: number;
    liability_fen: number;
    redeemed_fen: number;
    cards_issued: number;
    cards_held: number;
    cards_redeemed: number;
  } | null;
  audit: {
    at: string;
    promises: { name: string; promise: number; ok: boolean; offending: number; sample: string[] }[];
  } | null;
  outbox: { pending: number; dead: number; oldest_pending_s: number | null };
  model: { configured: boolean; calls: number; orders: number; turns_unsure: number; calls_per_order: number };
  dead_letters: {
    event_id: string;
    type: string;
    key: string;
    attempts: number;
    last_error: string;
    at: string;
  }[];
  stores: Partial<Record<Store["status"], number>>;
};
