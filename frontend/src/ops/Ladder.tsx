import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import bench from "../../../docs/measurements/ladder.json";
import { fromCityInput, toCityInput } from "../kit/time";
import { say, sayCode } from "../words";

export type Knobs = components["schemas"]["KnobsIn"];
type Measured = { model_s: number; web_cpu_us: number; saved: number };
type Steps = Record<string, number | null>;

const steps = ["D0", "D1", "D2", "D3", "D4", "D5"];
const measured = bench.steps as Record<string, Measured>;

/** The ladder in words: what each step gives, what it was measured to save, and who may choose it. */
export function Ladder({ knobs, savings, onTurn }: { knobs: Knobs; savings: Steps; onTurn: (knobs: Knobs) => Promise<void> }) {
  const least = knobs.least_step ?? 0;
  const off = knobs.off ?? [];
  const flip = (step: number): Promise<void> =>
    onTurn({ ...knobs, off: off.includes(step) ? off.filter((each) => each !== step) : [...off, step] });
  return (
    <section class="stack" aria-label={say("ladder.title")}>
      <h3>{say("ladder.title")}</h3>
      <p class="soft small">{say("ladder.about")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-label={say("ladder.title")}>
        <table class="ladder">
          <thead>
            <tr>
              <th>{say("ladder.step")}</th>
              <th>{say("ladder.least")}</th>
              <th>{say("ladder.on")}</th>
              <th class="right">{say("ladder.model_s")}</th>
              <th class="right">{say("ladder.cpu_us")}</th>
              <th class="right">{say("ladder.saved")}</th>
              <th class="right">{say("ladder.live")}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, number) => (
              <tr key={step}>
                <td class="told">{sayCode("ladder", step)}</td>
                <td data-of={say("ladder.least")}>
                  <input type="radio" name="least" checked={least === number} aria-label={`${say("ladder.least")} ${step}`}
                    onChange={() => void onTurn({ ...knobs, least_step: number })} />
                </td>
                <td data-of={number >= 1 && number <= 4 ? say("ladder.on") : undefined}>
                  {number >= 1 && number <= 4 && (
                    <input type="checkbox" checked={!off.includes(number)} aria-label={`${say("ladder.on")} ${step}`}
                      onChange={() => void flip(number)} />
                  )}
                </td>
                <td class="number right" data-of={say("ladder.model_s")}>{measured[step]?.model_s.toFixed(2) ?? "–"}</td>
                <td class="number right" data-of={say("ladder.cpu_us")}>{measured[step] ? `${(measured[step].web_cpu_us / 1000).toFixed(1)} ms` : "–"}</td>
                <td class="number right" data-of={say("ladder.saved")}>{percent(measured[step]?.saved)}</td>
                <td class="number right" data-of={say("ladder.live")}>{percent(savings[step])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {least === steps.length - 1 && <BackAt knobs={knobs} onTurn={onTurn} />}
    </section>
  );
}

/** When a closed house tells people to come back. */
function BackAt({ knobs, onTurn }: { knobs: Knobs; onTurn: (knobs: Knobs) => Promise<void> }) {
  const text = useSignal(knobs.back_at ? toCityInput(Date.parse(knobs.back_at)) : "");
  return (
    <label class="field">
      <span>{say("ladder.back_at")}</span>
      <input class="input" type="datetime-local" value={text.value}
        onChange={(event) => {
          text.value = event.currentTarget.value;
          void onTurn({ ...knobs, back_at: text.value === "" ? null : fromCityInput(text.value) });
        }} />
    </label>
  );
}

function percent(share: number | null | undefined): string {
  return share == null ? say("ladder.unmeasured") : `${Math.round(share * 100)} %`;
}
