import { useSignal } from "@preact/signals";

import type { RiderStep, RiderTask } from "../api/types";
import { cityMinutesUntil, clock, tick } from "../kit/time";
import { Cannot } from "./Cannot";
import { CodeForm } from "./CodeForm";
import { count, distance, nameOf, say } from "../words";

type Act = (step: RiderStep, body?: object) => Promise<void>;

/** The task in hand: where to go now, and the one thing to do there. */
export function TaskView({ task, onStep }: { task: RiderTask; onStep: Act }) {
  const carrying = task.state === "picked_up" || task.state === "at_door";
  return (
    <article class="stack">
      <h2>
        {say("rider.task", { number: task.number })} <span class="soft small">{count("cups", task.cups)}</span>
      </h2>
      <Stop title={say("rider.at_store")} here={!carrying} name={nameOf(task.store.name)} detail={task.store.address} />
      <Stop title={say("rider.at_door")} here={carrying} name={task.door.text} detail={distance(task.distance_m)} />
      <NextStep task={task} onStep={onStep} />
      {carrying && <Cannot task={task} onStep={onStep} />}
    </article>
  );
}

function Stop({ title, here, name, detail }: { title: string; here: boolean; name: string; detail: string }) {
  return (
    <section class={here ? "panel stop here" : "panel stop"} aria-label={title} aria-current={here ? "step" : undefined}>
      <span class="small soft">{title}</span>
      <strong>{name}</strong>
      <span class="soft">{detail}</span>
    </section>
  );
}

function NextStep({ task, onStep }: { task: RiderTask; onStep: Act }) {
  if (task.state === "at_door")
    return (
      <CodeForm key="door" label={say("rider.handover_code")} button={say("rider.hand_over")} known={task.shared_code}
        hint={task.shared_code === null ? say("rider.ask_code") : say("rider.shared_code")}
        onCode={(handover_code) => onStep("hand-over", { handover_code })} />
    );
  if (task.state === "picked_up") return <Arrive onStep={onStep} />;
  if (task.state === "ready")
    return (
      <CodeForm key="store" label={say("rider.pickup_code")} button={say("rider.pick_up")} known={null}
        hint={say("rider.ask_pickup")} onCode={(pickup_code) => onStep("pick-up", { pickup_code })} />
    );
  return <Waiting task={task} />;
}

function Arrive({ onStep }: { onStep: Act }) {
  const busy = useSignal(false);
  async function arrive(): Promise<void> {
    busy.value = true;
    await onStep("arrive");
    busy.value = false;
  }
  return (
    <button type="button" class="button main wide big" disabled={busy.value} onClick={() => void arrive()}>
      {say("rider.arrive")}
    </button>
  );
}

function Waiting({ task }: { task: RiderTask }) {
  void tick.value;
  const minutes = cityMinutesUntil(task.ready_at);
  return (
    <p class="notice calm" role="status">
      {minutes > 0
        ? say("rider.not_ready", { time: clock(task.ready_at), minutes: count("minutes", minutes) })
        : say("rider.ready_soon")}
    </p>
  );
}
