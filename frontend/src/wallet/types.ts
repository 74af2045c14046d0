import type { Name } from "../api/types";

/** A share of a red packet that went into a wallet. */
export type Share = { packet_id: string; place: number; amount_fen: number; taken_at: string };

export type Packet = {
  packet_id: string;
  name: Name;
  total_fen: number;
  count: number;
  taken: number;
  opens_at: string;
  ends_at: string;
  /** SHA-256 of the seed that the shares follow from, as hex. */
  commitment: string;
  mine: Share | null;
};

/** Cards by lot at one instant, with where the person stands. */
export type Drop = {
  drop_id: string;
  name: Name;
  face_fen: number;
  cards: number;
  given: number;
  present_from: string;
  opens_at: string;
  ends_at: string;
  state: "announced" | "drawn" | "open" | "closed";
  commitment: string;
  mine: "absent" | "present" | "won" | "not_drawn";
};

export type Payout = {
  payout_id: string;
  amount_fen: number;
  state: "asked" | "unknown" | "paid" | "declined";
  asked_at: string;
};

export type Cash = { balance_fen: number; shares: Share[]; payouts: Payout[] };

/** Versions of the campaign's rules, newest first; none where the campaign has no written rules. */
export type RuleBook = {
  versions: { version: number; since: string; rules: { "zh-Hans": string[]; en: string[] } }[];
};

/** A reward that waits for a reviewer, or was decided; `answer` is the reviewer's reason. */
export type WaitingReview = {
  review_id: string;
  reward_words: string;
  state: "open" | "appealed" | "cleared" | "denied";
  state_words: string;
  reasons: { code: string; message: string }[];
  words: string;
  answer: string;
  answer_by: string;
  appeal_by: string | null;
};

/** `first` are proofs that would give the reward at once. */
export type Waiting = { first: { code: string; message: string }[]; reviews: WaitingReview[]; how: string };

/** How a card can be earned just now. */
export type Ways = { code: boolean; update: boolean; tasks: { task: string; done: boolean }[] };
