import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Session } from "../api/types";
import { say } from "../words";
import type { Door } from "./door";
import { Logo } from "./Logo";
import { Notice } from "./Notice";

type Sent = { sent: true; sandbox_code: string | null; expires_at: string };

/** `?phone=` of the link; a plus sign written plainly in a link arrives as a space. */
function phoneOfLink(): string {
  return (new URLSearchParams(location.search).get("phone") ?? "").replace(/^ /, "+");
}

/** Phone number, then the one-time code. In a sandbox the code comes with the answer and is filled in. */
export function SignIn({ door, title }: { door: Door; title: string }) {
  const phone = useSignal(phoneOfLink());
  const code = useSignal("");
  const sent = useSignal<Sent | null>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const code_field = useRef<HTMLInputElement>(null);
  useEffect(() => code_field.current?.focus(), [sent.value]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    refusal.value = sent.value === null ? await askForCode() : await enterCode();
    busy.value = false;
  }

  async function askForCode(): Promise<Refusal | null> {
    const guest = await door.call<Session>("/session", { method: "POST", body: {} });
    if (!guest.ok) return guest.refusal;
    door.hold(guest.value.token);
    const answer = await door.call<Sent>("/session/phone", { method: "POST", body: { phone: phone.value.trim() } });
    if (!answer.ok) return answer.refusal;
    sent.value = answer.value;
    code.value = answer.value.sandbox_code ?? "";
    return null;
  }

  async function enterCode(): Promise<Refusal | null> {
    const body = { phone: phone.value.trim(), code: code.value.trim() };
    const answer = await door.call<Session>("/session/phone/verify", { method: "POST", body });
    if (!answer.ok) return answer.refusal;
    door.welcome(answer.value);
    return null;
  }

  return (
    <main class="panel sign-in stack">
      <Logo />
      <h2>{title}</h2>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{say("sign_in.phone")}</span>
          <input class="input" type="tel" autocomplete="tel" required value={phone} disabled={sent.value !== null}
            onInput={(event) => (phone.value = event.currentTarget.value)} />
        </label>
        {sent.value !== null && (
          <label class="field">
            <span>{say("sign_in.code")}</span>
            <input ref={code_field} class="input code" inputMode="numeric" autocomplete="one-time-code" required
              value={code} onInput={(event) => (code.value = event.currentTarget.value)} />
            {sent.value.sandbox_code !== null && <span class="soft">{say("sign_in.sandbox_code")}</span>}
          </label>
        )}
        {refusal.value && <Notice refusal={refusal.value} />}
        <button class="button main wide" type="submit" disabled={busy.value}>
          {sent.value === null ? say("sign_in.send") : say("sign_in.enter")}
        </button>
        {sent.value !== null && (
          <button class="button quiet" type="button" onClick={() => (sent.value = null)}>
            {say("sign_in.other_phone")}
          </button>
        )}
      </form>
    </main>
  );
}
