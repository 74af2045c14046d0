import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Store } from "../api/types";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { count, say } from "../words";

/** Whether the store sells now, and the one switch for it. */
export function StoreBar({ door, store, onChange }: { door: Door; store: Store; onChange: () => Promise<void> }) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const open = store.status === "open";

  async function change(): Promise<void> {
    busy.value = true;
    const body = { status: open ? "paused" : "open" };
    const answer = await door.call<Store>(`/stores/${store.store_id}`, { method: "PATCH", body });
    refusal.value = answer.ok ? null : answer.refusal;
    await onChange();
    busy.value = false;
  }

  return (
    <section class="panel store-bar" aria-label={say("store.state")}>
      <span class={`tag ${mood(store)}`}>{stateText(store)}</span>
      <span class="soft small">{say("store.capacity", { cups: count("cups", store.cups_per_slot) })}</span>
      <span class="soft small">{store.address}</span>
      <button type="button" class={open ? "button" : "button done"} disabled={busy.value} onClick={() => void change()}>
        {say(open ? "store.pause" : "store.open")}
      </button>
      {refusal.value && <Notice refusal={refusal.value} />}
    </section>
  );
}

function mood(store: Store): string {
  return store.status !== "open" ? "bad" : store.open_now ? "good" : "warm";
}

function stateText(store: Store): string {
  if (store.status === "draft") return say("store.is_draft");
  if (store.status === "paused") return say("store.is_paused");
  return say(store.open_now ? "store.is_open" : "store.is_closed");
}
