import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import type { Refusal } from "../api/answer";
import { useEvery } from "../kit/every";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { nameOf, say, sayCode } from "../words";

type Pace = components["schemas"]["PaceBody"];
type Tried = components["schemas"]["PaceChanged"];
type Wave = Pace["waves"][number];
type Would = Tried["in_a_day"][number];
type Wanted = { state?: Pace["state"]; pace_percent?: number };

const every_ms = 5000;

/** How fast the campaign gives. A change is tried first: it says how many cards a day it means, and can be undone. */
export function Pacing({ door, campaign_id }: { door: Door; campaign_id: string }) {
  const seen = useSignal<Pace | null>(null);
  const tried = useSignal<{ wanted: Wanted; would: Would[] } | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const percent = useSignal("100");
  const path = `/ops/campaigns/${campaign_id}/pace`;
  const has_none = useSignal(false);
  useEvery(every_ms, load);

  async function load(): Promise<void> {
    if (has_none.value) return;
    const answer = await door.call<Pace | null>(path);
    if (!answer.ok) return;
    // A campaign that was not launched from a file has no pace, and never gets one.
    has_none.value = answer.value === null;
    if (answer.value && seen.value === null) percent.value = String(answer.value.pace_percent);
    seen.value = answer.value;
  }

  async function tryOut(wanted: Wanted): Promise<void> {
    const answer = await door.call<Tried>(path, { method: "POST", body: { ...wanted, dry_run: true } });
    refusal.value = answer.ok ? null : answer.refusal;
    tried.value = answer.ok ? { wanted, would: answer.value.in_a_day } : null;
  }

  async function change(url: string, body: Wanted): Promise<void> {
    const answer = await door.call<Pace>(url, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    tried.value = null;
    if (answer.ok) seen.value = answer.value;
  }

  if (seen.value === null || seen.value.state === "closed") return null;
  const { state, pace_percent, waves, changes } = seen.value;
  const sum = (of: "cards_before" | "cards_after") =>
    (tried.value?.would ?? []).reduce((all, each) => all + each[of], 0).toLocaleString("en-US");
  return (
    <section class="panel stack wide" aria-label={say("pace.title")}>
      <h2>
        {say("pace.title")}{" "}
        <span class={state === "running" ? "tag good" : "tag warm"}>{sayCode("run_state", state)}</span>
      </h2>
      <Waves waves={waves} />
      <form class="plan-form" onSubmit={(event) => { event.preventDefault(); void tryOut({ pace_percent: Number(percent.value) }); }}>
        <label class="field">
          <span>{say("pace.percent", { now: pace_percent })}</span>
          <input class="input" type="number" min={1} max={1000} required value={percent}
            onInput={(event) => (percent.value = event.currentTarget.value)} />
        </label>
        <button type="submit" class="button">{say("pace.try")}</button>
        <button type="button" class="button" onClick={() => void tryOut({ state: state === "running" ? "paused" : "running" })}>
          {say(state === "running" ? "pace.try_pause" : "pace.try_resume")}
        </button>
      </form>
      <div role="status">
        {tried.value && (
          <div class="notice calm">
            <span>{say("pace.would", { before: sum("cards_before"), after: sum("cards_after") })}</span>
            <button type="button" class="button main" onClick={() => void change(path, tried.value!.wanted)}>
              {say("pace.do")}
            </button>
          </div>
        )}
      </div>
      {refusal.value && <Notice refusal={refusal.value} />}
      {changes[0] && (
        <div class="letter">
          <p class="small soft">
            {say("pace.last", {
              time: dateClock(changes[0].at),
              state: sayCode("run_state", changes[0].to_state),
              percent: changes[0].to_percent,
              by: changes[0].by_id?.slice(-6) ?? say("pace.command_line"),
            })}
          </p>
          <button type="button" class="button" onClick={() => void change(`${path}/undo`, {})}>
            {say("pace.undo")}
          </button>
        </div>
      )}
    </section>
  );
}

function Waves({ waves }: { waves: Wave[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={say("pace.waves")}>
      <table>
        <thead>
          <tr>
            <th>{say("pace.wave")}</th>
            <th class="right">{say("pace.per_hour")}</th>
            <th class="right">{say("pace.allowed")}</th>
            <th class="right">{say("pace.most")}</th>
            <th class="right">{say("pace.ends")}</th>
          </tr>
        </thead>
        <tbody>
          {waves.map((wave) => (
            <tr key={wave.node_id}>
              <td>
                {nameOf(wave.name)} {wave.is_open && <span class="tag good">{say("pace.open")}</span>}
              </td>
              <td class="number right">{wave.per_hour === null ? say("pace.as_they_come") : wave.per_hour.toLocaleString("en-US")}</td>
              <td class="number right">{wave.allowed.toLocaleString("en-US")}</td>
              <td class="number right">{wave.cards_max.toLocaleString("en-US")}</td>
              <td class="number right">{dateClock(wave.ends_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
