import { useSignal } from "@preact/signals";

import type { Overview } from "../api/types";
import { dateClock } from "../kit/time";
import { say } from "../words";

/** Events on their way to their handlers. */
export function Outbox({ outbox }: { outbox: Overview["outbox"] }) {
  return (
    <section class="panel stack" aria-label={say("ops.outbox")}>
      <h2>{say("ops.outbox")}</h2>
      <dl class="figures">
        <Figure name={say("ops.pending")} value={outbox.pending} />
        <Figure name={say("ops.dead")} value={outbox.dead} bad={outbox.dead > 0} />
        <Figure name={say("ops.oldest")} value={outbox.oldest_pending_s === null ? "–" : Math.round(outbox.oldest_pending_s)} />
      </dl>
    </section>
  );
}

export function Figure({ name, value, bad }: { name: string; value: number | string; bad?: boolean }) {
  return (
    <div class={bad ? "bad" : ""}>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}

type Letter = Overview["dead_letters"][number];

/** Events that no retry could bring home; a person looks, mends the cause, and sends them again. */
export function DeadLetters({ letters, onRetry }: { letters: Letter[]; onRetry: (event_id: string) => Promise<void> }) {
  return (
    <section class="panel stack wide" aria-label={say("ops.dead_letters")}>
      <h2>{say("ops.dead_letters")}</h2>
      {letters.length === 0 && <p class="soft">{say("ops.dead_letters_none")}</p>}
      <ul class="stack">
        {letters.map((letter) => (
          <LetterRow key={letter.event_id} letter={letter} onRetry={onRetry} />
        ))}
      </ul>
    </section>
  );
}

function LetterRow({ letter, onRetry }: { letter: Letter; onRetry: (event_id: string) => Promise<void> }) {
  const busy = useSignal(false);
  async function retry(): Promise<void> {
    busy.value = true;
    await onRetry(letter.event_id);
    busy.value = false;
  }
  return (
    <li class="letter">
      <div>
        <strong>{letter.type}</strong>{" "}
        <span class="soft small">
          {dateClock(letter.at)} · {say("ops.attempts", { number: letter.attempts })} · {letter.key}
        </span>
        <code>{letter.last_error}</code>
      </div>
      <button type="button" class="button" disabled={busy.value} onClick={() => void retry()}>
        {say("ops.send_again")}
      </button>
    </li>
  );
}
