import { language, say } from "../words";
import { uuid } from "../kit/uuid";
import { refused, type Answer, type Refusal } from "./answer";

/**
 * One way in to /api/v1. The customer's pages are signed in by an HttpOnly cookie; the store, rider and operator
 * pages each hold their own token for the tab (`bearer`), so that all four can be open in one browser.
 * A write that got no answer, or a 503, is sent again with the same Idempotency-Key, so it cannot happen twice.
 */
const base = "/api/v1";
const answer_wait_ms = 10_000;
const tries_max = 3;

export type Request = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** The Idempotency-Key; a fresh one when not given. */
  key?: string;
  bearer?: string | null;
};

export async function call<T>(path: string, request: Request = {}): Promise<Answer<T>> {
  const key = request.key ?? uuid();
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once<T>(path, request, key);
    if (answer.ok || attempt === tries_max || !worthAnotherTry(answer.refusal)) return answer;
    await pause((answer.refusal.retry_after_s ?? attempt) * 1000);
  }
}

/** The request behind every call and every stream; throws what fetch throws when nothing answers. */
export function send(path: string, request: Request, signal: AbortSignal): Promise<Response> {
  const method = request.method ?? "GET";
  const headers = new Headers({ "Accept-Language": language.value });
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  if (request.key !== undefined && method !== "GET") headers.set("Idempotency-Key", request.key);
  if (request.bearer) headers.set("Authorization", `Bearer ${request.bearer}`);
  return fetch(base + path, {
    method,
    headers,
    // An order that was just changed must not be shown as it was: what is kept is asked for again by its tag.
    cache: "no-cache",
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    credentials: request.bearer === undefined ? "same-origin" : "omit",
    signal,
  });
}

/** The refusal that a response other than 2xx carries. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  const error = errorIn(text);
  return refused({
    code: error.code ?? "unknown",
    message: error.message ?? say("fault.unreadable", { status: response.status }),
    safe: error.safe ?? "",
    next: error.next ?? say("fault.unreadable_next"),
    details: error.details ?? {},
    status: response.status,
    retry_after_s: Number(response.headers.get("Retry-After")) || null,
  }).refusal;
}

export function unreachable(): { ok: false; refusal: Refusal } {
  return refused({
    code: "unreachable",
    message: say("fault.unreachable"),
    safe: say("fault.unreachable_safe"),
    next: say("fault.unreachable_next"),
  });
}

export function pause(wait_ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, wait_ms));
}

async function once<T>(path: string, request: Request, key: string): Promise<Answer<T>> {
  try {
    const response = await send(path, { ...request, key }, AbortSignal.timeout(answer_wait_ms));
    if (!response.ok) return { ok: false, refusal: await refusalOf(response) };
    const value = response.status === 204 ? undefined : await response.json();
    return { ok: true, value: value as T, status: response.status };
  } catch (problem) {
    if (lostOnTheWay(problem)) return unreachable();
    throw problem;
  }
}

/** fetch says TypeError when nothing answered and DOMException when the wait ended; the rest are bugs of ours. */
export function lostOnTheWay(problem: unknown): boolean {
  return problem instanceof TypeError || problem instanceof DOMException || problem instanceof SyntaxError;
}

function worthAnotherTry(refusal: Refusal): boolean {
  return refusal.status === 0 || refusal.status === 502 || refusal.status === 503 || refusal.status === 504;
}

function errorIn(text: string): Partial<Refusal> {
  try {
    const body = JSON.parse(text) as { error?: Partial<Refusal> };
    return body.error ?? {};
  } catch (problem) {
    if (problem instanceof SyntaxError) return {};
    throw problem;
  }
}
