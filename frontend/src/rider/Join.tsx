import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Session } from "../api/types";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { say } from "../words";

/** A person with a verified phone becomes a rider of a fleet. */
export function Join({ door }: { door: Door }) {
  const name = useSignal("");
  const fleet = useSignal("");
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    refusal.value = await join();
    busy.value = false;
  }

  /** The answer carries a token that knows the new role. */
  async function join(): Promise<Refusal | null> {
    const body = { name: name.value, fleet: fleet.value };
    const joined = await door.call<{ token: string }>("/riders", { method: "POST", body });
    if (!joined.ok) return joined.refusal;
    door.hold(joined.value.token);
    const session = await door.call<Session>("/session");
    if (!session.ok) return session.refusal;
    door.welcome(session.value);
    return null;
  }

  return (
    <main class="page">
      <form class="panel stack" onSubmit={submit}>
        <h2>{say("rider.join")}</h2>
        <label class="field">
          <span>{say("rider.name")}</span>
          <input class="input" required maxLength={40} value={name} onInput={(event) => (name.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("rider.fleet")}</span>
          <input class="input" required maxLength={40} value={fleet} onInput={(event) => (fleet.value = event.currentTarget.value)} />
        </label>
        {refusal.value && <Notice refusal={refusal.value} />}
        <button type="submit" class="button main wide" disabled={busy.value}>
          {say("rider.join_button")}
        </button>
      </form>
    </main>
  );
}
