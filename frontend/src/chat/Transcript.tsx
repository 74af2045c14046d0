import { useEffect, useRef } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { yuan } from "../kit/money";
import { Notice } from "../parts/Notice";
import { nameOf, say } from "../words";
import { canRead, readAlways, reading_aloud, readLastAnswer } from "./aloud";
import { clearConversation, conversation, type Message } from "./conversation";
import { elder } from "./elder";
import { orders } from "./orders";
import { repeatTurn, turn, turn_running } from "./turn";
import { Closed, Waiting, waits } from "./Waiting";

/** What was said. Screen readers hear a whole answer once it is complete (`aria-busy` while it streams). */
export function Transcript() {
  const messages = elder.value ? lastExchange(conversation.value.messages) : conversation.value.messages;
  const end = useRef<HTMLLIElement>(null);
  const last_said = messages.findLast((message) => message.from === "person")?.id;
  useEffect(() => end.current?.scrollIntoView({ block: "start" }), [last_said]);
  return (
    <div class="transcript">
      <h2 class="unseen">{say("chat.transcript")}</h2>
      <div class="transcript-tools">
        <button type="button" class="button quiet small" disabled={turn_running.value} onClick={clearConversation}>
          {say("chat.new")}
        </button>
        {canRead() && <ReadAloud />}
      </div>
      <div role="log" aria-live="polite" aria-busy={turn_running.value} aria-label={say("chat.transcript")}>
        <ol class="messages">
          {messages.map((message) => (
            <li key={message.id} class={`message ${message.from}`} ref={message.id === last_said ? end : undefined}>
              <MessageBody message={message} />
            </li>
          ))}
          {turn.value?.running && !turn.value.heard && <li class="message agent waiting">{say("chat.heard")}</li>}
        </ol>
      </div>
      {turn.value?.refusal && <Refused refusal={turn.value.refusal} />}
    </div>
  );
}

/** Why the last words were not answered. */
function Refused({ refusal }: { refusal: Refusal }) {
  if (waits(refusal)) return <Waiting refusal={refusal} />;
  if (refusal.code === "closed") return <Closed refusal={refusal} />;
  return <Notice refusal={refusal} onAction={() => void repeatTurn()} />;
}

/** One thing a screen: what was said last, and the answer. */
function lastExchange(messages: Message[]): Message[] {
  return messages.slice(Math.max(0, messages.findLastIndex(({ from }) => from === "person")));
}

/** Answers read aloud from now on; in large type also this one once more. */
function ReadAloud() {
  const on = reading_aloud.value;
  return (
    <>
      <button type="button" class="button quiet small" aria-pressed={on} onClick={() => readAlways(!on)}>
        {say(on ? "aloud.stop" : "aloud.begin")}
      </button>
      {elder.value && (
        <button type="button" class="button quiet small" onClick={readLastAnswer}>
          {say("aloud.again")}
        </button>
      )}
    </>
  );
}

function MessageBody({ message }: { message: Message }) {
  if (message.from === "order") return <PlacedNote order_id={message.id} />;
  return (
    <>
      <span class="unseen">{say(message.from === "person" ? "chat.you" : "chat.agent")}</span>
      {message.text}
    </>
  );
}

function PlacedNote({ order_id }: { order_id: string }) {
  const order = orders.value[order_id];
  if (!order) return <a href={`#/orders/${order_id}`}>{say("chat.placed_plain")}</a>;
  const store = nameOf(order.store_name);
  return (
    <a href={`#/orders/${order_id}`}>{say("chat.placed", { store, amount: yuan(order.checkout.pay_fen) })}</a>
  );
}
