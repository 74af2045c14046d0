import { signal } from "@preact/signals";

import type { ChatState } from "../api/types";
import { recall, remember } from "../kit/memory";
import { uuid } from "../kit/uuid";

/**
 * The conversation as this browser keeps it: what was said, and the sealed state that the server last gave.
 * The state is carried, never edited; the server checks its seal at every turn.
 */
export type Message = { id: string; from: "person" | "agent" | "order"; text: string };
export type Conversation = { person_id: string; id: string; messages: Message[]; state: ChatState };

const memory_key = "qianbei.conversation";
const messages_max = 200;

export const conversation = signal<Conversation>(empty(""));

/** Takes up the conversation of this person, or begins one. */
export function resumeConversation(person_id: string): void {
  const kept = recall<Conversation>(memory_key);
  conversation.value = kept !== null && kept.person_id === person_id ? kept : empty(person_id);
}

/** Another tab of this browser went on: follow it. */
export function followOtherTabs(): void {
  window.addEventListener("storage", (event) => {
    if (event.key === memory_key) resumeConversation(conversation.value.person_id);
  });
}

export function addMessage(message: Message): void {
  const messages = [...conversation.value.messages, message].slice(-messages_max);
  conversation.value = { ...conversation.value, messages };
}

export function appendText(id: string, text: string): void {
  const messages = conversation.value.messages.map((each) =>
    each.id === id ? { ...each, text: each.text + text } : each,
  );
  conversation.value = { ...conversation.value, messages };
}

export function dropMessage(id: string): void {
  const messages = conversation.value.messages.filter((each) => each.id !== id);
  conversation.value = { ...conversation.value, messages };
}

export function setState(state: ChatState): void {
  conversation.value = { ...conversation.value, state };
}

/** A new conversation under the same visible transcript: the old seal no longer holds. */
export function startAfresh(): void {
  conversation.value = { ...conversation.value, id: uuid(), state: {} };
  keepConversation();
}

export function clearConversation(): void {
  conversation.value = empty(conversation.value.person_id);
  keepConversation();
}

export function keepConversation(): void {
  remember(memory_key, conversation.value);
}

function empty(person_id: string): Conversation {
  return { person_id, id: uuid(), messages: [], state: {} };
}
