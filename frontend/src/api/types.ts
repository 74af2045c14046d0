/** The shapes of /api/v1 that the pages use. Money is integer fen; times are RFC 3339 UTC in city time. */

export type Language = "zh-Hans" | "zh-Hant" | "en";
export type Name = Partial<Record<Language, string>>;

export type Role = { role: "customer" | "merchant" | "rider" | "operator"; subject: string | null };

export type Session = {
  person_id: string;
  token: string;
  roles: Role[];
  language: Language;
  phone_masked: string | null;
  sandbox: boolean;
  city: { name: Name; now: string; speed: number };
  address: Address | null;
  cards: Card[];
};

export type Place = { place_id: string; name: Name; lat_e6: number; lng_e6: number };
export type Address = {
  address_id: string;
  place_id: string;
  name: Name;
  detail: string;
  lat_e6: number;
  lng_e6: number;
};

export type CardState = "issued" | "held" | "redeemed" | "expired" | "revoked" | "gifted";
export type CardEvent = {
  at: string;
  from: CardState | null;
  to: CardState;
  event: string;
  order_id: string | null;
  text: string;
};
export type Card = {
  card_id: string;
  campaign: Name;
  face_fen: number;
  state: CardState;
  order_id: string | null;
  valid_until: string;
  issued_at: string;
  history: CardEvent[];
};
export type Wallet = { cards: Card[]; campaign: { name: Name; ends_at: string } | null };

export type OfferOption = {
  group: string;
  option: string;
  name: Name;
  group_name: Name;
  quantity: number;
  qualifier: string | null;
  amount_fen: number;
  chosen: boolean;
};
export type OfferLine = {
  item: string;
  name: Name;
  quantity: number;
  options: OfferOption[];
  removed: { group: string; option: string; name: Name }[];
  unit_fen: number;
  total_fen: number;
};
export type PriceLine = {
  kind: "item" | "option" | "packing" | "delivery" | "card" | "to_pay";
  line: number | null;
  label: Name;
  amount_fen: number;
};
export type Discount = { code: string; used: boolean; reason: string | null; amount_fen: number };
export type Offer = {
  person: string;
  conversation: string;
  draft_number: number;
  seller_id: string;
  store_id: string;
  store_name: Name;
  lines: OfferLine[];
  prices: PriceLine[];
  total_fen: number;
  card_id: string | null;
  card_fen: number;
  pay_fen: number;
  discounts: Discount[];
  cups: number;
  slot_start: string;
  ready_at: string;
  eta_from: string;
  eta_to: string;
  distance_m: number;
  cups_ahead: number;
  address_id: string;
  address_text: string;
  place: Name;
  issued_at: string;
  expires_at: string;
};

export type Chip = { label: string; say: string };
export type Alternative = {
  store_id: string;
  store_name: Name;
  pay_fen: number;
  total_fen: number;
  distance_m: number;
  eta_to: string;
  say: string;
};

/** The shared state of a conversation. `draft` is the server's, sealed; a client carries it and never edits it. */
export type ChatState = {
  draft?: unknown;
  seal?: string;
  offer?: Offer | null;
  offer_seal?: string | null;
  chips?: Chip[];
  alternatives?: Alternative[];
  orders?: string[];
};

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

export type Order = {
  order_id: string;
  state: OrderState;
  ended_reason: string | null;
  version: number;
  store_id: string;
  store_name: Name;
  placed_at: string;
  checkout: Offer;
  times: Partial<Record<OrderState, string>>;
  ready_at: string;
  eta_from: string;
  eta_to: string;
  cups_ahead: number;
  rider: { name: string } | null;
  handover_code: string | null;
  code_shared?: boolean;
  payment: { state: string; amount_fen: number } | null;
  card: { card_id: string; state: CardState } | null;
  can_cancel: boolean;
};
export type Placed = { order_id: string; state: OrderState; created: boolean; order: Order };

export type Store = {
  store_id: string;
  seller_id: string;
  seller_name: Name;
  name: Name;
  address: string;
  status: "draft" | "open" | "paused";
  open_now: boolean;
  cups_per_slot: number;
  menu_version: number | null;
};
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
export type RiderStep = "accept" | "pick-up" | "arrive" | "hand-over";

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
