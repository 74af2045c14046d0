import { computed, signal } from "@preact/signals";

import type { Answer, Refusal } from "../api/answer";
import { pause } from "../api/client";
import type { Offer, Placed } from "../api/types";
import { recall, remember } from "../kit/memory";
import { uuid } from "../kit/uuid";
import { say } from "../words";
import * as talk from "./conversation";
import { orders, takeOrder } from "./orders";
import { customerCall } from "./session";
import { speakTurn } from "./turn";

/** The approval tap: exactly this sealed offer, at most once, however often it is tapped, retried or reloaded. */
export const approving = signal(false);
const last_refusal = signal<{ seal: string; refusal: Refusal } | null>(null);

/** The order this page has just placed: its tracker takes the focus that the approve button held. */
export const just_approved = signal<string | null>(null);

/** Why the offer on the table was refused; a new offer begins without one. */
export const approval_refusal = computed<Refusal | null>(() =>
  last_refusal.value?.seal === talk.conversation.value.state.offer_seal ? (last_refusal.value?.refusal ?? null) : null,
);

/** The offer on the table, unless it has become an order already. */
export const offer = computed<Offer | null>(() => {
  const current = talk.conversation.value.state.offer ?? null;
  const placed = (draft: Offer): boolean =>
    Object.values(orders.value).some(
      ({ checkout }) => checkout.conversation === draft.conversation && checkout.draft_number === draft.draft_number,
    );
  return current !== null && !placed(current) ? current : null;
});

/** A tap that waits for its turn: it is placed also if this page is closed. */
type InLine = { number: number; ahead: number; from_s: number; to_s: number; slip: string };
export const in_line = signal<InLine | null>(null);

const memory_key = "qianbei.approval_keys";
const keys_max = 20;

export async function approve(again = false): Promise<void> {
  const { offer_seal } = talk.conversation.value.state;
  if (approving.value || offer.value === null || !offer_seal) return;
  approving.value = true;
  last_refusal.value = null;
  const body = { offer: offer.value, seal: offer_seal, ...(again ? { again: true } : {}) };
  const key = keyFor(again ? `${offer_seal}+again` : offer_seal);
  const answer = await tapped(body, key);
  approving.value = false;
  in_line.value = null;
  if (answer.ok) return welcomeOrder(answer.value);
  last_refusal.value = { seal: offer_seal, refusal: answer.refusal };
  if (answer.refusal.code === "offer_expired") await refreshOffer();
}

/** The tap until it is an order or a refusal: past the lane it stands in line, and its slip keeps when it was made. */
async function tapped(body: object, key: string): Promise<Answer<Placed>> {
  for (let slip: string | undefined; ; ) {
    const sent = slip === undefined ? body : { ...body, slip };
    const answer = await customerCall<Placed | { pending: InLine }>("/orders", { method: "POST", body: sent, key });
    if (!answer.ok) return answer;
    if (!("pending" in answer.value)) return { ...answer, value: answer.value };
    in_line.value = answer.value.pending;
    slip = answer.value.pending.slip;
    await pause(Math.min(5, Math.max(1, in_line.value.from_s)) * 1000);
  }
}

export async function refreshOffer(): Promise<void> {
  await speakTurn(say("offer.refresh"));
}

function welcomeOrder({ order }: Placed): void {
  just_approved.value = order.order_id;
  takeOrder(order);
  const known = talk.conversation.value.messages.some((message) => message.id === order.order_id);
  if (!known) talk.addMessage({ id: order.order_id, from: "order", text: "" });
  talk.keepConversation();
}

/** One key per sealed offer, kept across reloads and tabs, so that a lost answer can be asked for again. */
function keyFor(seal: string): string {
  const keys = recall<[string, string][]>(memory_key) ?? [];
  const known = keys.find(([name]) => name === seal);
  if (known) return known[1];
  const key = uuid();
  remember(memory_key, [...keys, [seal, key]].slice(-keys_max));
  return key;
}
