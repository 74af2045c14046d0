import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { useEvery } from "../kit/every";
import { yuan } from "../kit/money";
import { cityNow, dateClock, minutesSeconds, secondsUntil, tick } from "../kit/time";
import { Notice } from "../parts/Notice";
import { language, nameOf, say } from "../words";
import { DropProof } from "./DropProof";
import type { Drop } from "./types";

/** Around an opening everybody looks at once, so looks are spread. */
const looks_ms = 4000 + Math.random() * 4000;
const countdown_s = 24 * 3600;

type Props = { whenNone?: ComponentChildren; onWon?: () => Promise<void> };

/** Cards by lot at one instant: come in before it opens, see the lot, take what is left. It keeps itself up to date. */
export function Drops({ whenNone = null, onWon }: Props) {
  const drops = useSignal<Drop[] | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const looked = useRef(false);
  const { value: spoken } = language;
  useEvery(looks_ms, look, spoken);

  async function look(): Promise<void> {
    if (looked.current && !(drops.value ?? []).some(isMoving)) return;
    await load();
  }

  async function load(): Promise<void> {
    const answer = await customerCall<{ drops: Drop[] }>("/drops");
    refusal.value = answer.ok ? null : answer.refusal;
    if (!answer.ok) return;
    const won = (each: Drop[] | null): number => (each ?? []).filter(({ mine }) => mine === "won").length;
    const has_won = looked.current && won(answer.value.drops) > won(drops.value);
    looked.current = true;
    drops.value = answer.value.drops;
    if (has_won) await onWon?.();
  }

  if (drops.value === null) {
    return refusal.value === null ? <p class="soft">{say("app.opening")}</p> : <Notice refusal={refusal.value} onAction={() => void load()} />;
  }
  if (drops.value.length === 0) return <>{whenNone}</>;
  return (
    <section class="panel stack" aria-label={say("drop.title")}>
      {drops.value.map((drop) => (
        <DropView key={drop.drop_id} drop={drop} onChange={load} />
      ))}
    </section>
  );
}

/** Whether time alone changes what is to be seen: the lots are due, or cards go while one looks. */
function isMoving(drop: Drop): boolean {
  if (drop.state === "closed") return false;
  if (drop.state === "announced") return cityNow() >= Date.parse(drop.opens_at);
  return drop.state === "drawn" || drop.given < drop.cards;
}

function DropView({ drop, onChange }: { drop: Drop; onChange: () => Promise<void> }) {
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  void tick.value;
  const step = stepOf(drop, cityNow());

  async function go(): Promise<void> {
    busy.value = true;
    const answer = await customerCall(`/drops/${drop.drop_id}/${step}`, { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    await onChange();
    busy.value = false;
  }

  return (
    <article class="packet">
      <h3>{nameOf(drop.name)}</h3>
      <p class="small soft">
        {say("drop.size", { count: drop.cards.toLocaleString("en-US"), amount: yuan(drop.face_fen) })}
        {" · "}
        {say("drop.times", { opens: dateClock(drop.opens_at), until: dateClock(drop.ends_at) })}
        {drop.places !== null && <> · {say("drop.places", { count: drop.places.toLocaleString("en-US") })}</>}
      </p>
      <p role="status" class={drop.mine === "won" ? "got" : undefined}>
        {standing(drop, cityNow())}
      </p>
      <Countdown drop={drop} />
      {step !== null && (
        <button type="button" class="button main" disabled={busy.value} onClick={() => void go()}>
          {say(step === "presence" ? "drop.come" : "drop.take")}
        </button>
      )}
      {refusal.value && <Notice refusal={refusal.value} />}
      <details>
        <summary>{say("drop.how_title")}</summary>
        <ul class="terms small">
          <li>{say("drop.how_place", { from: dateClock(drop.present_from), until: dateClock(drop.opens_at) })}</li>
          <li>{say("drop.how_lot", { count: drop.cards.toLocaleString("en-US") })}</li>
          <li>{say("drop.how_rest", { until: dateClock(drop.ends_at) })}</li>
        </ul>
        <DropProof drop={drop} />
      </details>
    </article>
  );
}

/** How long until the next thing happens; the words above say what. */
function Countdown({ drop }: { drop: Drop }) {
  if (drop.state !== "announced") return null;
  const left_s = secondsUntil(cityNow() < Date.parse(drop.present_from) ? drop.present_from : drop.opens_at);
  if (left_s <= 0 || left_s > countdown_s) return null;
  return (
    <p class="countdown number" role="timer" aria-live="off">
      {left_s >= 3600 ? `${Math.floor(left_s / 3600)}:${minutesSeconds(left_s % 3600).padStart(5, "0")}` : minutesSeconds(left_s)}
    </p>
  );
}

/** What the person can do now, as the door's last word. */
function stepOf(drop: Drop, now: number): "presence" | "take" | null {
  if (drop.mine === "won") return null;
  const is_before = Date.parse(drop.present_from) <= now && now < Date.parse(drop.opens_at);
  if (drop.state === "announced") return is_before && drop.mine === "absent" ? "presence" : null;
  const is_left = drop.given < drop.cards && now < Date.parse(drop.ends_at);
  return drop.state === "open" && is_left ? "take" : null;
}

function standing(drop: Drop, now: number): string {
  if (drop.mine === "won") return say("drop.won");
  const is_late = drop.mine === "absent" && now >= Date.parse(drop.opens_at);
  if (drop.state === "announced" && now < Date.parse(drop.opens_at)) {
    if (drop.mine === "present") return say("drop.present", { time: dateClock(drop.opens_at) });
    if (now < Date.parse(drop.present_from)) return say("drop.later", { time: dateClock(drop.present_from) });
    return say("drop.now", { time: dateClock(drop.opens_at) });
  }
  if (drop.state === "announced" || drop.state === "drawn") return say(is_late ? "drop.late" : "drop.drawing");
  const left = drop.cards - drop.given;
  const is_over = drop.state === "closed" || now >= Date.parse(drop.ends_at);
  if (drop.mine === "not_drawn") return say(is_over || left === 0 ? "drop.not_drawn" : "drop.not_drawn_yet", { count: left });
  if (left === 0) return say("drop.gone");
  return is_over ? say("drop.over") : say("drop.left", { count: left });
}
