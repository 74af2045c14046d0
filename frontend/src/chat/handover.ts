import { effect, signal } from "@preact/signals";

import { under_way, shareCode } from "./orders";
import { session } from "./session";

/** Telling the rider the code through the app. A sandbox rider cannot hear it spoken, so there it happens by itself. */
export const shared = signal<ReadonlySet<string>>(new Set());

const sandbox_wait_ms = 3000;

export async function tellRider(order_id: string) {
  const refusal = await shareCode(order_id);
  if (refusal === null) shared.value = new Set([...shared.value, order_id]);
  return refusal;
}

export function tellSandboxRiders(): void {
  const awaited = new Set<string>();
  effect(() => {
    if (!session.value?.sandbox) return;
    for (const { order_id, state } of under_way.value) {
      if (state !== "at_door" || awaited.has(order_id)) continue;
      awaited.add(order_id);
      setTimeout(() => void tellRider(order_id), sandbox_wait_ms);
    }
  });
}
