import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Message } from "../api/types";
import { dateClock } from "../kit/time";
import { Logo } from "../parts/Logo";
import { Notice } from "../parts/Notice";
import { language, say } from "../words";
import { closeInbox, inbox, openInbox } from "./inbox";
import { Ways } from "./Ways";

/** The inbox, newest first, and where else its messages go. To look at it is to have read it. */
export function MessagesPage() {
  const refusal = useSignal<Refusal | null>(null);
  const { value: spoken } = language;
  async function load(): Promise<void> {
    refusal.value = await openInbox();
  }
  useEffect(() => {
    closeInbox();
    void load();
  }, [spoken]);
  useEffect(() => closeInbox, []);
  const shown = inbox.value;
  return (
    <main id="main" class="narrow stack" tabIndex={-1}>
      <h2>{say("messages.title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {shown === null && refusal.value === null && <p class="soft">{say("app.opening")}</p>}
      {shown?.length === 0 && (
        <div class="empty">
          <Logo />
          <p>{say("messages.none")}</p>
        </div>
      )}
      <ul class="stack inbox">
        {shown?.map((message) => (
          <MessageRow key={message.message_id} message={message} />
        ))}
      </ul>
      <Ways />
    </main>
  );
}

function MessageRow({ message }: { message: Message }) {
  const to_chat = message.kind === "place_came";
  return (
    <li class={`panel told ${message.is_read ? "" : "new"}`}>
      <h3>
        {message.title} {!message.is_read && <span class="tag warm">{say("messages.new")}</span>}
      </h3>
      <p>{message.body}</p>
      <p class="soft small">
        <span class="number">{dateClock(message.created_at)}</span>{" "}
        <a href={to_chat ? "#/" : "#/wallet"}>{say(to_chat ? "messages.to_chat" : "messages.to_wallet")}</a>
      </p>
    </li>
  );
}
