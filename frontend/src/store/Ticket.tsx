import { useSignal } from "@preact/signals";

import type { StoreStep, Task } from "../api/types";
import { cityMinutesUntil, clock, secondsUntil, tick } from "../kit/time";
import { CupLine } from "../parts/CupLine";
import { count, say } from "../words";

/** One order as the bar sees it: what to make, by when, and the next step. */
export function Ticket({ task, onStep }: { task: Task; onStep: (step: StoreStep) => Promise<void> }) {
  const busy = useSignal(false);
  async function step(name: StoreStep): Promise<void> {
    busy.value = true;
    await onStep(name);
    busy.value = false;
  }
  const button = (name: StoreStep, text: string, look: string) => (
    <button type="button" class={`button ${look}`} disabled={busy.value} onClick={() => void step(name)}>
      {text}
    </button>
  );
  return (
    <article class="panel bar-ticket" aria-label={`#${task.number}`}>
      <header>
        <strong class="number">#{task.number}</strong>
        <Due task={task} />
      </header>
      {task.lines.map((line, index) => (
        <CupLine key={index} line={line} priced={false} />
      ))}
      {task.state === "ready" && <Pickup task={task} />}
      <div class="steps">
        {task.state === "authorised" && button("confirm", say("store.confirm"), "main")}
        {task.state === "confirmed" && button("start", say("store.start"), "main")}
        {task.state === "making" && button("ready", say("store.finish"), "done")}
        {button("refuse", say(task.state === "ready" ? "store.lost" : "store.refuse"), "quiet")}
      </div>
    </article>
  );
}

function Due({ task }: { task: Task }) {
  void tick.value;
  const late = secondsUntil(task.due_at) < 0;
  const minutes = cityMinutesUntil(task.due_at);
  const text = late ? say("store.late") : minutes > 0 && count("minutes", minutes);
  return (
    <span class={`tag ${late ? "bad" : ""}`}>
      {say("store.due", { time: clock(task.due_at) })}
      {text && <> · {text}</>}
    </span>
  );
}

function Pickup({ task }: { task: Task }) {
  return (
    <div class="pickup">
      <span class="small">{say("store.pickup_code")}</span>
      <strong class="number">{task.pickup_code}</strong>
      <span class="small">{task.rider ? say("store.rider", { name: task.rider.name }) : say("store.rider_none")}</span>
    </div>
  );
}
