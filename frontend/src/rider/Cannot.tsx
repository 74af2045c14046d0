import { useSignal } from "@preact/signals";

import type { RiderStep, RiderTask } from "../api/types";
import { say, type Key } from "../words";

const at_door: [string, Key][] = [
  ["customer_absent", "rider.cannot_absent"],
  ["customer_refused", "rider.cannot_refused"],
];
const carrying: [string, Key][] = [
  ["bag_lost", "rider.cannot_lost"],
  ["bag_damaged", "rider.cannot_damaged"],
];

/** For a bag that does not reach a hand: no task hangs for ever. Folded away, since it is rare. */
export function Cannot({ task, onStep }: { task: RiderTask; onStep: (step: RiderStep, body: object) => Promise<void> }) {
  const busy = useSignal(false);
  async function tell(why: string): Promise<void> {
    busy.value = true;
    await onStep("cannot-hand-over", { why });
    busy.value = false;
  }
  return (
    <details class="panel">
      <summary>{say("rider.cannot")}</summary>
      <div class="stack">
        {task.state === "at_door" && <p class="soft small">{say("rider.cannot_wait")}</p>}
        {[...(task.state === "at_door" ? at_door : []), ...carrying].map(([why, text]) => (
          <button key={why} type="button" class="button wide" disabled={busy.value} onClick={() => void tell(why)}>
            {say(text)}
          </button>
        ))}
      </div>
    </details>
  );
}
