import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { RiderTask, RiderTasks, RiderStep } from "../api/types";
import { useEvery } from "../kit/every";
import { yuan } from "../kit/money";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { PageHead } from "../parts/PageHead";
import { SignIn } from "../parts/SignIn";
import { say } from "../words";
import { Join } from "./Join";
import { Offers } from "./Offers";
import { TaskView } from "./TaskView";

const every_ms = 2000;

export function App({ door }: { door: Door }) {
  const rider = door.session.value?.roles.some(({ role }) => role === "rider");
  return (
    <>
      <PageHead part={say("rider.part")}>
        {door.session.value && (
          <button type="button" class="button quiet" onClick={() => door.leave()}>
            {say("sign_in.leave")}
          </button>
        )}
      </PageHead>
      {!door.ready.value && <main class="page soft">{say("app.opening")}</main>}
      {door.ready.value && door.session.value === null && <SignIn door={door} title={say("rider.sign_in")} />}
      {door.session.value && !rider && <Join door={door} />}
      {door.session.value && rider && <Work door={door} />}
    </>
  );
}

/** One task at a time: the offers, or the task in hand, or the thanks after it. */
function Work({ door }: { door: Door }) {
  const tasks = useSignal<RiderTasks | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const done = useSignal<RiderTask | null>(null);
  useEvery(every_ms, load);

  async function load(): Promise<void> {
    const answer = await door.call<RiderTasks>("/rider/tasks");
    if (answer.ok) tasks.value = answer.value;
    else refusal.value = answer.refusal;
  }

  async function act(task: RiderTask, step: RiderStep, body: object = {}): Promise<void> {
    const answer = await door.call<RiderTask>(`/rider/tasks/${task.order_id}/${step}`, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok && step === "hand-over") done.value = answer.value;
    await load();
  }

  const current = tasks.value?.current ?? null;
  return (
    <main class="page stack">
      {refusal.value && <Notice refusal={refusal.value} action={say("action.dismiss")} onAction={() => (refusal.value = null)} />}
      {done.value !== null ? (
        <Done task={done.value} onNext={() => (done.value = null)} />
      ) : current !== null ? (
        <TaskView key={current.order_id} task={current} onStep={(step, body) => act(current, step, body)} />
      ) : (
        <Offers offers={tasks.value?.offers ?? null} onAccept={(task) => act(task, "accept")} />
      )}
    </main>
  );
}

function Done({ task, onNext }: { task: RiderTask; onNext: () => void }) {
  return (
    <section class="panel stack done-screen" role="status">
      <h2>{say("rider.done")}</h2>
      <p>{say("rider.done_detail", { number: task.number, fee: yuan(task.fee_fen) })}</p>
      <button type="button" class="button main wide" onClick={onNext}>
        {say("rider.next")}
      </button>
    </section>
  );
}
