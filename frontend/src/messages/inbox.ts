import { signal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Inbox, Message } from "../api/types";
import { customerCall } from "../chat/session";

/** The person's inbox: how much is unread is asked for now and then, the messages when somebody looks at them. */
export const unread = signal(0);
export const inbox = signal<Message[] | null>(null);

export async function countUnread(): Promise<void> {
  const answer = await customerCall<{ unread: number }>("/messages/unread");
  if (answer.ok) unread.value = answer.value.unread;
}

/** Fetches the inbox and says that what is shown was read; in this view it stays marked as new. */
export async function openInbox(): Promise<Refusal | null> {
  const answer = await customerCall<Inbox>("/messages");
  if (!answer.ok) return answer.refusal;
  const known = new Map(inbox.value?.map((message) => [message.message_id, message]));
  inbox.value = answer.value.messages.map((message) => known.get(message.message_id) ?? message);
  unread.value = answer.value.unread;
  const newest = answer.value.messages[0];
  if (newest === undefined || answer.value.unread === 0) return null;
  const body = { until: newest.created_at };
  const read = await customerCall<{ unread: number }>("/messages/read", { method: "POST", body });
  if (!read.ok) return read.refusal;
  unread.value = read.value.unread;
  return null;
}

/** Looked at and left: what was new is not new the next time. */
export function closeInbox(): void {
  inbox.value = null;
}

/** A push that arrives while the page is open is counted at once. */
export function hearPushes(): void {
  navigator.serviceWorker?.addEventListener("message", () => void countUnread());
}
