import { useSignal } from "@preact/signals";

import type { Answer, Refusal } from "../api/answer";
import type { Ways as WaysNow } from "../api/types";
import { customerCall } from "../chat/session";
import { useEvery } from "../kit/every";
import { Notice } from "../parts/Notice";
import { say } from "../words";
import { canBePushed, wantNoPush, wantPush } from "./push";

const every_ms = 300_000;

/** Where messages go besides the inbox: this browser, the reader's own telephone, or nowhere. */
export function Ways() {
  const ways = useSignal<WaysNow | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  useEvery(every_ms, () => take(customerCall<WaysNow>("/messages/ways")));

  async function take(asked: Promise<Answer<WaysNow>>): Promise<void> {
    busy.value = true;
    const answer = await asked;
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) ways.value = answer.value;
    busy.value = false;
  }

  const now = ways.value;
  return (
    <section class="panel stack ways" aria-label={say("messages.ways")}>
      <h3>{say("messages.ways")}</h3>
      <p class="soft small">{say("messages.ways_hint")}</p>
      {now && (
        <>
          <Push now={now} busy={busy.value} take={take} />
          {(now.can_sms || now.sms) && <Sms now={now} busy={busy.value} take={take} />}
        </>
      )}
      <div role="status">{refusal.value && <Notice refusal={refusal.value} />}</div>
    </section>
  );
}

type Part = { now: WaysNow; busy: boolean; take: (asked: Promise<Answer<WaysNow>>) => Promise<void> };

function Push({ now, busy, take }: Part) {
  if (!now.push && !canBePushed()) return <p class="soft">{say("messages.push_none")}</p>;
  return (
    <div class="way">
      <span>{say(now.push ? "messages.push_on" : "messages.push_off")}</span>
      <button type="button" class="button" disabled={busy}
        onClick={() => void take(now.push ? wantNoPush() : wantPush(now))}>
        {say(now.push ? "messages.stop_push" : "messages.start_push")}
      </button>
    </div>
  );
}

function Sms({ now, busy, take }: Part) {
  const phone = useSignal("");
  if (now.sms) {
    const off = () => take(customerCall<WaysNow>("/messages/ways/sms/off", { method: "POST", body: {} }));
    return (
      <div class="way">
        <span>{say("messages.sms_on")}</span>
        <button type="button" class="button" disabled={busy} onClick={() => void off()}>
          {say("messages.stop_sms")}
        </button>
      </div>
    );
  }
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    await take(customerCall<WaysNow>("/messages/ways/sms", { method: "POST", body: { phone: phone.value } }));
  }
  return (
    <form class="stack" onSubmit={submit}>
      <label class="field">
        <span>{say("messages.sms_off")}</span>
        <input class="input" type="tel" autocomplete="tel" required value={phone}
          onInput={(event) => (phone.value = event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy}>
        {say("messages.start_sms")}
      </button>
    </form>
  );
}
