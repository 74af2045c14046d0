import { signal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Session } from "../api/types";
import type { Door } from "../parts/door";

/** Why the key in a link let nobody in. */
export const link_refusal = signal<Refusal | null>(null);

/** Signs in by the key in the link, which then leaves the address bar and the history. */
export async function enterByLink(door: Door): Promise<void> {
  const link = new URL(location.href);
  const key = link.searchParams.get("key");
  if (key !== null) {
    link.searchParams.delete("key");
    history.replaceState(null, "", link);
    link_refusal.value = await enter(door, key);
    if (link_refusal.value !== null) door.leave();
  }
  if (door.session.value === null) await door.resume();
  door.ready.value = true;
}

export async function enter(door: Door, key: string): Promise<Refusal | null> {
  const answer = await door.call<Session>("/session/operator", { method: "POST", body: { key } });
  if (!answer.ok) return answer.refusal;
  door.welcome(answer.value);
  return null;
}
