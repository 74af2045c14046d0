import type { Name } from "../api/types";

export type Rules = {
  invites_max: number;
  per_day_max: number;
  vests_within_days: number;
  rewards_newcomer: boolean;
  draw_every: number;
  prizes: { amount_fen: number; odds_ppm: number }[];
};
export type Terms = {
  campaign: { name: Name; face_fen: number; ends_at: string } | null;
  rules: Rules;
};
export type Looked = Terms & { code: string };
export type Binding = { state: "bound" | "vested" | "voided"; bound_at: string; vests_by: string };
export type Draw = { day: string; number: number; roll: number; amount_fen: number };
export type Own = Terms & {
  code: string | null;
  text: string | null;
  brought: Binding[];
  bound: Binding | null;
  draws_left: number;
  draws: Draw[];
};
export type Day = { day: string; commitment: string; seed: string | null };
