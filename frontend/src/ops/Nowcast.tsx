import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import { roundYuan } from "../kit/money";
import { clock, dateClock } from "../kit/time";
import { say, sayCode } from "../words";
import type { Knobs } from "./Ladder";

type Seen = components["schemas"]["NowcastBody"];
type RunOut = components["schemas"]["RunOutBody"];

const needed_s = 60;

/** Where the day is going: arrivals against the forecast, what runs out and when, and what to turn. */
export function Nowcast({ seen, knobs, onTurn }: { seen: Seen; knobs: Knobs; onTurn: (knobs: Knobs) => Promise<void> }) {
  const forecast = useSignal(knobs.expected_per_s?.toString() ?? "");
  async function keep(event: Event): Promise<void> {
    event.preventDefault();
    const per_s = Number(forecast.value);
    await onTurn({ ...knobs, expected_per_s: per_s > 0 ? per_s : null });
  }
  return (
    <section class="stack" aria-label={say("nowcast.title")}>
      <h3>{say("nowcast.title")}</h3>
      <dl class="figures">
        <div>
          <dt>{say("nowcast.arrivals")}</dt>
          <dd class="number">{seen.arrivals_per_s.toFixed(1)}</dd>
        </div>
        <div>
          <dt>{say("nowcast.ratio")}</dt>
          <dd class="number">{seen.ratio ? seen.ratio.value.toFixed(2) : "–"}</dd>
          <dd class="soft small number">{ratioNote(seen)}</dd>
        </div>
      </dl>
      <p>
        <strong>{say("nowcast.do")}</strong> {seen.knobs.map((knob) => sayCode("knob", knob)).join(" · ")}
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label={say("nowcast.title")}>
        <table>
          <thead>
            <tr>
              <th>{say("nowcast.what")}</th>
              <th class="right">{say("nowcast.left")}</th>
              <th class="right">{say("nowcast.per_hour")}</th>
              <th class="right">{say("nowcast.out")}</th>
            </tr>
          </thead>
          <tbody>
            {seen.runs_out.map((each) => (
              <tr key={each.name} class={each.is_short ? "bad" : ""}>
                <td>{sayCode("resource", each.name)}</td>
                <td class="number right">{amount(each.name, each.left)}</td>
                <td class="number right">{amount(each.name, each.per_hour)}</td>
                <td class="number right">{out(each)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form class="forecast" onSubmit={(event) => void keep(event)}>
        <label class="field">
          <span>{say("nowcast.expected")}</span>
          <input class="input" inputMode="decimal" value={forecast.value}
            onInput={(event) => (forecast.value = event.currentTarget.value)} />
        </label>
        <button type="submit" class="button">
          {say("nowcast.set")}
        </button>
      </form>
    </section>
  );
}

function ratioNote({ ratio, expected_per_s, seen_s }: Seen): string {
  if (ratio) return say("nowcast.range", { from: ratio.low.toFixed(2), to: ratio.high.toFixed(2) });
  if (expected_per_s == null) return say("nowcast.no_forecast");
  return say("nowcast.young", { seconds: Math.min(seen_s, needed_s) });
}

function amount(name: string, value: number): string {
  return name === "budget" ? roundYuan(value) : Math.round(value).toLocaleString("en-US");
}

/** When it is gone, and between when and when that may be. */
function out({ out_at, low_at, high_at }: RunOut): string {
  if (!out_at) return say("nowcast.never");
  const range = low_at && high_at && clock(low_at) !== clock(high_at);
  return range ? `${dateClock(out_at)} (${say("nowcast.range", { from: clock(low_at), to: clock(high_at) })})` : dateClock(out_at);
}
