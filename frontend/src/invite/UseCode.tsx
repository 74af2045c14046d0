import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { call } from "../api/client";
import { customerCall } from "../chat/session";
import { yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { language, nameOf, say } from "../words";
import type { Binding, Looked } from "./types";

const code_of_link = new URLSearchParams(location.search).get("code") ?? "";

/** A pasted code is looked at first, with nothing done; using it is a second, named step. */
export function UseCode() {
  const pasted = useSignal(code_of_link);
  const looked = useSignal<Looked | null>(null);
  const bound = useSignal<Binding | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const spoken = language.value;
  useEffect(() => {
    if (pasted.value !== "") void look();
  }, [spoken]);

  async function look(): Promise<void> {
    const answer = await call<Looked>(`/invites/look?text=${encodeURIComponent(pasted.value)}`);
    refusal.value = answer.ok ? null : answer.refusal;
    looked.value = answer.ok ? answer.value : null;
  }

  async function accept(): Promise<void> {
    const answer = await customerCall<Binding>("/invites/accept", { method: "POST", body: { text: pasted.value } });
    refusal.value = answer.ok ? null : answer.refusal;
    bound.value = answer.ok ? answer.value : null;
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value || pasted.value.trim() === "") return;
    busy.value = true;
    await (looked.value === null ? look() : accept());
    busy.value = false;
  }

  function type(text: string): void {
    pasted.value = text;
    looked.value = bound.value = refusal.value = null;
  }

  return (
    <section class="panel stack" aria-labelledby="use-title">
      <h2 id="use-title">{say("invite.use_title")}</h2>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{say("invite.paste")}</span>
          <input class="input" name="code" autocomplete="off" autocapitalize="characters" spellcheck={false} required
            maxLength={500} value={pasted} onInput={(event) => type(event.currentTarget.value)} />
        </label>
        <div class="stack" role="status">
          {looked.value && <Terms looked={looked.value} />}
          {bound.value && <p class="notice kept">{say("invite.bound", { until: dateClock(bound.value.vests_by) })}</p>}
        </div>
        {refusal.value && <Notice refusal={refusal.value} />}
        {bound.value === null ? (
          <button class="button main wide" type="submit" disabled={busy.value}>
            {looked.value === null ? say("invite.look") : say("invite.accept")}
          </button>
        ) : (
          <a class="button main wide" href="/">
            {say("invite.order")}
          </a>
        )}
      </form>
    </section>
  );
}

function Terms({ looked: { code, campaign, rules } }: { looked: Looked }) {
  if (campaign === null) return <p>{say("invite.no_campaign")}</p>;
  const key = rules.rewards_newcomer ? "invite.promise" : "invite.promise_one";
  return (
    <div class="terms">
      <strong class="code number">{code}</strong>
      <span class="soft">{nameOf(campaign.name)}</span>
      <p>{say(key, { days: rules.vests_within_days, face: yuan(campaign.face_fen) })}</p>
    </div>
  );
}
