import { signal } from "@preact/signals";

import type { Answer, Refusal } from "../api/answer";
import { call, type Request } from "../api/client";
import type { Address, Session } from "../api/types";
import { setCityClock } from "../kit/time";
import { language } from "../words";

/** Who the customer is: a guest until a phone number is given, held by an HttpOnly cookie that no script reads. */
export const session = signal<Session | null>(null);
export const session_refusal = signal<Refusal | null>(null);

/** Takes up the session of the cookie, or begins a guest's. */
export async function beginSession(): Promise<boolean> {
  session_refusal.value = null;
  const answer = await call<Session>("/session", { method: "POST", body: { language: language.value } });
  if (!answer.ok) {
    session_refusal.value = answer.refusal;
    return false;
  }
  setCityClock(answer.value.city.now, answer.value.city.speed);
  session.value = answer.value;
  return true;
}

/** A call as the customer; a session that ended meanwhile is begun again, once. */
export async function customerCall<T>(path: string, request: Request = {}): Promise<Answer<T>> {
  const answer = await call<T>(path, request);
  if (answer.ok || answer.refusal.status !== 401 || !(await beginSession())) return answer;
  return call<T>(path, request);
}

export async function deliverTo(place_id: string, detail: string): Promise<Refusal | null> {
  const answer = await customerCall<Address>("/addresses", { method: "POST", body: { place_id, detail } });
  if (!answer.ok) return answer.refusal;
  if (session.value) session.value = { ...session.value, address: answer.value };
  return null;
}
