import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { components } from "../../.generated/schema";
import { useEvery } from "../kit/every";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { say, sayCode } from "../words";
import { Ladder, type Knobs } from "./Ladder";
import { Nowcast } from "./Nowcast";

type Seen = components["schemas"]["GateBoard"];

const every_ms = 1000;
const fates = ["offered", "admitted", "waiting", "degraded", "shed"] as const;

/** The gate, live: what came, what became of it, what the limits are, and the ladder's knob. */
export function Gate({ door }: { door: Door }) {
  const seen = useSignal<Seen | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  useEvery(every_ms, load);

  async function load(): Promise<void> {
    const answer = await door.call<Seen>("/ops/gate");
    if (answer.ok) seen.value = answer.value;
  }

  async function turn(knobs: Knobs): Promise<void> {
    const answer = await door.call<Seen>("/ops/gate", { method: "POST", body: knobs });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) seen.value = answer.value;
  }

  if (seen.value === null) return null;
  const { board, members, knobs } = seen.value;
  return (
    <section class="panel stack wide" aria-label={say("gate.title")}>
      <h2>{say("gate.title")}</h2>
      <dl class="figures">
        <Figure name={say("gate.goodput")} value={`${board.goodput_per_s.toFixed(1)} / ${board.capacity_per_s.toFixed(1)}`} />
        <Figure name={say("gate.queue_age")} value={`${Math.max(board.queue_age_s, board.commit_age_s).toFixed(2)} s`} />
        <Figure name={say("gate.eta_error")} value={`${Math.round(board.eta_error * 100)} %`} />
        <Figure name={say("gate.retry")} value={board.retry_ratio.toFixed(2)} />
        <Figure name={say("gate.members")} value={members.length} />
      </dl>
      {refusal.value && <Notice refusal={refusal.value} />}
      <div class="scroll" tabIndex={0} role="group" aria-label={say("gate.title")}>
        <table>
          <thead>
            <tr>
              <th>{say("gate.class")}</th>
              <th class="right">{say("gate.offered")}</th>
              <th class="right">{say("gate.admitted")}</th>
              <th class="right">{say("gate.waiting")}</th>
              <th class="right">{say("gate.degraded")}</th>
              <th class="right">{say("gate.shed")}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(board.counts).map(([kind, counts]) => (
              <tr key={kind}>
                <td>{sayCode("traffic", kind)}</td>
                {fates.map((fate) => (
                  <td key={fate} class="number right">
                    {fate === "waiting" ? (board.waiting_now[kind] ?? 0) : (counts[fate] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Nowcast seen={seen.value.nowcast} knobs={knobs} onTurn={turn} />
      <Ladder knobs={knobs} savings={board.savings} onTurn={turn} />
    </section>
  );
}

function Figure({ name, value }: { name: string; value: number | string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}
