import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { call } from "../api/client";
import { beginSession, customerCall } from "../chat/session";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { TextToSend } from "../parts/TextToSend";
import { language, say } from "../words";
import { Draws } from "./Draws";
import type { Binding, Own as OwnInvites } from "./types";

const state_key = {
  bound: "invite.state_bound",
  vested: "invite.state_vested",
  voided: "invite.state_voided",
  clawed_back: "invite.state_clawed_back",
} as const;

/** One's own code as words, link and picture, whom it brought, and the draws it earned. */
export function Own() {
  const own = useSignal<OwnInvites | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const spoken = language.value;
  useEffect(() => void resume(), [spoken]);

  /** Whoever has a code sees it at once; nobody becomes anybody by opening the page. */
  async function resume(): Promise<void> {
    const answer = await call<OwnInvites>("/invites");
    if (answer.ok && answer.value.code !== null) own.value = answer.value;
  }

  async function show(): Promise<void> {
    if (!(await beginSession())) return;
    const answer = await customerCall<OwnInvites>("/invites", { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) own.value = answer.value;
  }

  return (
    <section class="panel stack" aria-labelledby="own-title">
      <h2 id="own-title">{say("invite.own_title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} />}
      {own.value === null ? (
        <button class="button wide" type="button" onClick={() => void show()}>
          {say("invite.show")}
        </button>
      ) : (
        <>
          <Code own={own.value} />
          <Brought brought={own.value.brought} />
          <Draws own={own.value} onDrawn={() => void resume()} />
        </>
      )}
    </section>
  );
}

function Code({ own }: { own: OwnInvites }) {
  const code = own.code ?? "";
  return (
    <div class="own-code">
      <img src={`/api/v1/invites/picture.svg?text=${code}`} width="180" height="180"
        alt={say("invite.picture", { code })} />
      <div class="stack">
        <strong class="code number">{code}</strong>
        <p class="soft small">
          {say("invite.limits", { total: own.rules.invites_max, today: own.rules.per_day_max })}
        </p>
        <TextToSend label={say("invite.message")} text={own.text ?? ""} rows={6} />
      </div>
    </div>
  );
}

function Brought({ brought }: { brought: Binding[] }) {
  return (
    <div class="stack tight">
      <h3>{say("invite.brought")}</h3>
      {brought.length === 0 && <p class="soft">{say("invite.nobody")}</p>}
      <ul class="brought">
        {brought.map((binding) => (
          <li key={binding.bound_at}>
            <span class="number small soft">{dateClock(binding.bound_at)}</span>
            <span class={binding.state === "vested" ? "tag good" : "tag"}>{say(state_key[binding.state])}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
