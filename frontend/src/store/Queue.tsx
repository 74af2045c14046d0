import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { StoreStep, Task } from "../api/types";
import { useEvery } from "../kit/every";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { count, say, type Key } from "../words";
import { Ticket } from "./Ticket";

const every_ms = 1500;

const columns: { title: Key; empty: Key; states: string[] }[] = [
  { title: "store.new", empty: "store.new_none", states: ["authorised"] },
  { title: "store.accepted", empty: "store.accepted_none", states: ["confirmed"] },
  { title: "store.making", empty: "store.making_none", states: ["making"] },
  { title: "store.ready", empty: "store.ready_none", states: ["ready"] },
];

/** The store's open orders by what has to be done next, oldest due first. */
export function Queue({ door, store_id }: { door: Door; store_id: string }) {
  const tasks = useSignal<Task[] | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  useEvery(every_ms, load);

  async function load(): Promise<void> {
    const answer = await door.call<{ tasks: Task[] }>(`/stores/${store_id}/tasks`);
    if (answer.ok) tasks.value = answer.value.tasks;
    else refusal.value = answer.refusal;
  }

  async function act(task: Task, step: StoreStep): Promise<void> {
    const body = step === "refuse" ? { reason: "store_cannot" } : {};
    const path = `/stores/${store_id}/tasks/${task.order_id}/${step}`;
    const answer = await door.call<Task>(path, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    await load();
  }

  return (
    <>
      {refusal.value && <Notice refusal={refusal.value} action={say("action.dismiss")} onAction={() => (refusal.value = null)} />}
      <div class="queue">
        {columns.map(({ title, empty, states }) => {
          const here = tasks.value?.filter(({ state }) => states.includes(state)) ?? [];
          return (
            <section key={title} aria-label={say(title)}>
              <h3>
                {say(title)} <span class="soft small">{count("cups", here.reduce((sum, task) => sum + task.cups, 0))}</span>
              </h3>
              {tasks.value !== null && here.length === 0 && <p class="soft small">{say(empty)}</p>}
              {here.map((task) => (
                <Ticket key={task.order_id} task={task} onStep={(step) => act(task, step)} />
              ))}
            </section>
          );
        })}
      </div>
    </>
  );
}
