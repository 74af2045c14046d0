import { useSignal } from "@preact/signals";

import type { RiderTask } from "../api/types";
import { yuan } from "../kit/money";
import { clock } from "../kit/time";
import { Logo } from "../parts/Logo";
import { count, distance, nameOf, say } from "../words";

/** Orders without a rider, the soonest ready first. */
export function Offers({ offers, onAccept }: { offers: RiderTask[] | null; onAccept: (task: RiderTask) => Promise<void> }) {
  const busy = useSignal(false);
  async function accept(task: RiderTask): Promise<void> {
    busy.value = true;
    await onAccept(task);
    busy.value = false;
  }
  return (
    <>
      <h2>{say("rider.offers")}</h2>
      {offers?.length === 0 && (
        <div class="empty">
          <Logo />
          <p>{say("rider.offers_none")}</p>
        </div>
      )}
      <ul class="stack">
        {offers?.map((task) => (
          <li key={task.order_id} class="panel offer">
            <div>
              <h3>{nameOf(task.store.name)}</h3>
              <p>→ {task.door.text}</p>
              <p class="soft small">
                {distance(task.distance_m)} · {count("cups", task.cups)} ·{" "}
                {say("rider.ready_at", { time: clock(task.ready_at) })}
              </p>
            </div>
            <strong class="number">{yuan(task.fee_fen)}</strong>
            <button type="button" class="button main" disabled={busy.value} onClick={() => void accept(task)}>
              {say("rider.accept")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
