import { computed, signal } from "@preact/signals";

import { refused, type Refusal } from "../api/answer";
import { lostOnTheWay, refusalOf, send, unreachable } from "../api/client";
import { patched, type PatchStep } from "../api/patch";
import { readEvents } from "../api/sse";
import type { ChatState } from "../api/types";
import { uuid } from "../kit/uuid";
import { say } from "../words";
import * as talk from "./conversation";
import { beginSession } from "./session";

/** One turn: the person's words go out with the sealed state, the agent's words and the new state stream in (AG-UI). */
export type Turn = { words: string; running: boolean; heard: boolean; refusal: Refusal | null };

export const turn = signal<Turn | null>(null);
export const turn_running = computed(() => turn.value?.running === true);

/** No first answer, or no further word, for so long ends a turn. */
const silence_ms = 10_000;
const broken_state = new Set(["seal_broken", "seal_expired", "not_your_draft"]);

type AgentEvent =
  | { type: "TEXT_MESSAGE_START"; messageId: string }
  | { type: "TEXT_MESSAGE_CONTENT"; messageId: string; delta: string }
  | { type: "STATE_SNAPSHOT"; snapshot: ChatState }
  | { type: "STATE_DELTA"; delta: PatchStep[] }
  | { type: "RUN_ERROR"; message: string; code?: string }
  | { type: "RUN_FINISHED" | "RUN_STARTED" | "TEXT_MESSAGE_END" };

export async function speakTurn(words: string): Promise<void> {
  if (turn_running.value || words.trim() === "") return;
  talk.addMessage({ id: uuid(), from: "person", text: words });
  talk.keepConversation();
  await run(words);
}

/** The same words again after a fault; they already stand in the transcript. */
export async function repeatTurn(): Promise<void> {
  if (turn.value !== null && !turn.value.running) await run(turn.value.words);
}

/** Other words in place of those that wait for their turn; they are said when it comes. */
export function speakInstead(words: string): void {
  if (turn.value === null || turn.value.running) return;
  talk.addMessage({ id: uuid(), from: "person", text: words });
  talk.keepConversation();
  turn.value = { ...turn.value, words };
}

async function run(words: string): Promise<void> {
  turn.value = { words, running: true, heard: false, refusal: null };
  const refusal = await attempt(words);
  if (refusal !== null && broken_state.has(refusal.code)) talk.startAfresh();
  talk.keepConversation();
  turn.value = refusal === null ? null : { words, running: false, heard: false, refusal };
}

async function attempt(words: string): Promise<Refusal | null> {
  try {
    let response = await post(words);
    if (response.status === 401 && (await beginSession())) response = await post(words);
    if (!response.ok) return await refusalOf(response);
    return await listen(response);
  } catch (problem) {
    if (lostOnTheWay(problem)) return timedOut(problem) ? slow() : unreachable().refusal;
    throw problem;
  }
}

async function post(words: string): Promise<Response> {
  const { id, state } = talk.conversation.value;
  const body = {
    threadId: id,
    runId: uuid(),
    state,
    messages: [{ id: uuid(), role: "user", content: words }],
    tools: [],
    context: [],
    forwardedProps: {},
  };
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new DOMException("silence", "TimeoutError")), silence_ms);
  try {
    return await send("/turn", { method: "POST", body }, silence.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads one run to its end. What a broken run had begun to say is taken back: only finished turns are remembered. */
async function listen(response: Response): Promise<Refusal | null> {
  const begun: string[] = [];
  let finished = false;
  try {
    for await (const event of readEvents<AgentEvent>(response, silence_ms)) {
      if (event.type === "RUN_ERROR") return refused({ code: event.code ?? "run_error", message: event.message }).refusal;
      if (event.type === "TEXT_MESSAGE_START") begun.push(event.messageId);
      hear(event);
      finished = event.type === "RUN_FINISHED";
    }
    return finished ? null : unreachable().refusal;
  } finally {
    if (!finished) begun.forEach(talk.dropMessage);
  }
}

function hear(event: AgentEvent): void {
  if (event.type === "TEXT_MESSAGE_START") talk.addMessage({ id: event.messageId, from: "agent", text: "" });
  else if (event.type === "TEXT_MESSAGE_CONTENT") talk.appendText(event.messageId, event.delta);
  else if (event.type === "STATE_SNAPSHOT") talk.setState(event.snapshot);
  else if (event.type === "STATE_DELTA") talk.setState(patched(talk.conversation.value.state, event.delta));
  if (event.type === "TEXT_MESSAGE_CONTENT" && turn.value?.heard === false) turn.value = { ...turn.value, heard: true };
}

function timedOut(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === "TimeoutError";
}

function slow(): Refusal {
  return refused({
    code: "slow",
    message: say("fault.slow"),
    safe: say("fault.slow_safe"),
    next: say("fault.slow_next"),
  }).refusal;
}
