import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { yuan } from "../kit/money";
import { cityNow, dateClock, tick } from "../kit/time";
import { Notice } from "../parts/Notice";
import { nameOf, say } from "../words";
import type { Drop } from "./types";

/** Cards by lot at one instant: come in before it opens, see the lot, take what is left. */
export function Drops({ drops, onChange }: { drops: Drop[]; onChange: () => Promise<void> }) {
  if (drops.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="drops-title">
      <h3 id="drops-title">{say("drop.title")}</h3>
      {drops.map((drop) => (
        <DropView key={drop.drop_id} drop={drop} onChange={onChange} />
      ))}
    </section>
  );
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
      <h4>{nameOf(drop.name)}</h4>
      <p class="small soft">
        {say("drop.size", { count: drop.cards, amount: yuan(drop.face_fen) })}
        {" · "}
        {say("packet.time", { from: dateClock(drop.opens_at), until: dateClock(drop.ends_at) })}
      </p>
      <p role="status" class={drop.mine === "won" ? "got" : undefined}>
        {standing(drop, cityNow())}
      </p>
      {step !== null && (
        <button type="button" class="button main" disabled={busy.value} onClick={() => void go()}>
          {say(step === "presence" ? "drop.come" : "drop.take")}
        </button>
      )}
      {refusal.value && <Notice refusal={refusal.value} />}
      <details>
        <summary>{say("packet.proof_title")}</summary>
        <p class="small soft">{say("drop.proof")}</p>
        <code class="small">{drop.commitment}</code>
      </details>
    </article>
  );
}

/** What the person can do now, as the door's last word. */
function stepOf(drop: Drop, now: number): "presence" | "take" | null {
  if (drop.mine === "won") return null;
  const isBefore = Date.parse(drop.present_from) <= now && now < Date.parse(drop.opens_at);
  if (drop.state === "announced") return isBefore && drop.mine === "absent" ? "presence" : null;
  const isLeft = drop.given < drop.cards && now < Date.parse(drop.ends_at);
  return drop.state === "open" && isLeft ? "take" : null;
}

function standing(drop: Drop, now: number): string {
  if (drop.mine === "won") return say("drop.won");
  if (drop.state === "announced") {
    if (drop.mine === "present") return say("drop.present", { time: dateClock(drop.opens_at) });
    if (now < Date.parse(drop.present_from)) return say("drop.later", { time: dateClock(drop.present_from) });
    return now < Date.parse(drop.opens_at) ? say("drop.now", { time: dateClock(drop.opens_at) }) : say("drop.drawing");
  }
  if (drop.state === "drawn") return say("drop.drawing");
  const isOver = drop.state === "closed" || drop.given >= drop.cards;
  if (drop.mine === "not_drawn") return say(isOver ? "drop.not_drawn" : "drop.not_drawn_yet");
  return say(isOver ? "drop.over" : "drop.left", { count: drop.cards - drop.given });
}
