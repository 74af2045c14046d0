import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { Notice } from "../parts/Notice";
import { say, sayCode } from "../words";
import type { Ways } from "./types";

/** More cards: for a code that somebody was told, and for tasks that are done. */
export function Earn({ ways, onEarned }: { ways: Ways; onEarned: () => Promise<void> }) {
  const code = useSignal("");
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const earned = useSignal(false);
  if (!ways.code && ways.tasks.length === 0) return null;

  async function earn(way: "code" | "task", word: string): Promise<void> {
    busy.value = true;
    const answer = await customerCall("/campaign/cards", { method: "POST", body: { way, word } });
    refusal.value = answer.ok ? null : answer.refusal;
    earned.value = answer.ok;
    if (answer.ok) {
      code.value = "";
      await onEarned();
    }
    busy.value = false;
  }

  return (
    <section class="panel stack" aria-labelledby="earn-title">
      <h3 id="earn-title">{say("earn.title")}</h3>
      {ways.tasks.map(({ task, done }) => (
        <div key={task} class="balance">
          <span>{sayCode("task", task)}</span>
          <button type="button" class="button" disabled={busy.value || !done} onClick={() => void earn("task", task)}>
            {say(done ? "earn.take" : "earn.not_done")}
          </button>
        </div>
      ))}
      {ways.code && (
        <form class="stack" onSubmit={(event) => { event.preventDefault(); void earn("code", code.value.trim()); }}>
          <label class="field">
            <span>{say("earn.code")}</span>
            <input class="input" autocomplete="off" required maxLength={64} value={code}
              onInput={(event) => (code.value = event.currentTarget.value)} />
          </label>
          <button type="submit" class="button" disabled={busy.value}>{say("earn.take")}</button>
        </form>
      )}
      <div role="status">{earned.value && <p class="got">{say("earn.taken")}</p>}</div>
      {refusal.value && <Notice refusal={refusal.value} />}
    </section>
  );
}
