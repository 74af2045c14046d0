import { computed, effect, signal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { lostOnTheWay, pause, send } from "../api/client";
import { patched, type PatchStep } from "../api/patch";
import { readEvents } from "../api/sse";
import type { Order } from "../api/types";
import { customerCall } from "./session";

/** The person's orders. Those that are under way are followed: each change arrives by itself, also after a lost line. */
export const orders = signal<Record<string, Order>>({});
export const newest_first = computed(() =>
  Object.values(orders.value).sort((a, b) => b.placed_at.localeCompare(a.placed_at)),
);
export const under_way = computed(() => newest_first.value.filter((order) => !hasEnded(order)));
export const line_lost = signal(false);

const silence_ms = 45_000;
const wait_ms_max = 15_000;
/** A browser opens six connections to a host at once; two may stay open for orders. */
const followed_max = 2;

type FollowEvent =
  | { type: "STATE_SNAPSHOT"; snapshot: { order: Order } }
  | { type: "STATE_DELTA"; delta: PatchStep[] }
  | { type: "RUN_STARTED" | "RUN_FINISHED" | "RUN_ERROR" };

export function hasEnded(order: Order): boolean {
  return order.state === "handed_over" || order.state === "cancelled";
}

/** Keeps the newer of what is known and what came, so that a late answer never moves an order backwards. */
export function takeOrder(order: Order): void {
  const known = orders.value[order.order_id];
  if (known !== undefined && known.version > order.version) return;
  orders.value = { ...orders.value, [order.order_id]: order };
}

export async function fetchOrders(): Promise<Refusal | null> {
  const answer = await customerCall<{ orders: Order[] }>("/orders?limit=30");
  if (!answer.ok) return answer.refusal;
  answer.value.orders.forEach(takeOrder);
  return null;
}

export async function fetchOrder(order_id: string): Promise<Refusal | null> {
  return tell(customerCall<Order>(`/orders/${order_id}`));
}

export async function cancelOrder(order_id: string): Promise<Refusal | null> {
  return tell(customerCall<Order>(`/orders/${order_id}/cancel`, { method: "POST", body: {} }));
}

export async function shareCode(order_id: string): Promise<Refusal | null> {
  return tell(customerCall<Order>(`/orders/${order_id}/share-code`, { method: "POST", body: {} }));
}

async function tell(asked: ReturnType<typeof customerCall<Order>>): Promise<Refusal | null> {
  const answer = await asked;
  if (!answer.ok) return answer.refusal;
  takeOrder(answer.value);
  return null;
}

/** Follows whatever is under way from now on. */
export function followOrders(): void {
  const followed = new Set<string>();
  effect(() => {
    for (const { order_id } of under_way.value.slice(0, followed_max)) {
      if (followed.has(order_id)) continue;
      followed.add(order_id);
      void follow(order_id).then(() => followed.delete(order_id));
    }
  });
}

async function follow(order_id: string): Promise<void> {
  for (let failures = 0; isUnderWay(order_id); ) {
    const heard = await followOnce(order_id);
    failures = heard ? 0 : failures + 1;
    line_lost.value = failures > 0;
    if (isUnderWay(order_id)) await untilWorthwhile(Math.min(wait_ms_max, 500 * 2 ** failures));
  }
}

/** One stream; true when it brought the order's state, however it ended. */
async function followOnce(order_id: string): Promise<boolean> {
  let streamed: { order: Order } | null = null;
  const ending = new AbortController();
  try {
    const response = await send(`/orders/${order_id}/follow`, {}, ending.signal);
    if (!response.ok) return false;
    for await (const event of readEvents<FollowEvent>(response, silence_ms)) {
      streamed = after(streamed, event);
      if (streamed === null) continue;
      takeOrder(streamed.order);
      line_lost.value = false;
    }
  } catch (problem) {
    if (!lostOnTheWay(problem)) throw problem;
  } finally {
    ending.abort();
  }
  return streamed !== null;
}

function after(streamed: { order: Order } | null, event: FollowEvent): { order: Order } | null {
  if (event.type === "STATE_SNAPSHOT") return event.snapshot;
  if (event.type === "STATE_DELTA" && streamed !== null) return patched(streamed, event.delta);
  return streamed;
}

function isUnderWay(order_id: string): boolean {
  const order = orders.value[order_id];
  return order !== undefined && !hasEnded(order);
}

/** Waits, but no longer than until the machine is online or the page is looked at again. */
async function untilWorthwhile(wait_ms: number): Promise<void> {
  const back = new AbortController();
  const returned = new Promise<void>((resolve) => {
    window.addEventListener("online", () => resolve(), { signal: back.signal });
    document.addEventListener("visibilitychange", () => resolve(), { signal: back.signal });
  });
  await Promise.race([pause(wait_ms), returned]);
  back.abort();
}
