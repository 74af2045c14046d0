import { effect, signal } from "@preact/signals";

import { recall, remember } from "../kit/memory";
import { language } from "../words";
import { conversation } from "./conversation";
import { turn_running } from "./turn";
import { listening, speech_tags } from "./voice";

/** Answers read aloud by the browser's own speech synthesis: when the person wants it, and a whole answer at a time. */
const memory_key = "qianbei.aloud";

export const reading_aloud = signal(recall<boolean>(memory_key) === true);

export function canRead(): boolean {
  return "speechSynthesis" in window;
}

export function readAlways(wanted: boolean): void {
  reading_aloud.value = wanted;
  remember(memory_key, wanted);
  if (wanted) readLastAnswer();
  else window.speechSynthesis.cancel();
}

export function readLastAnswer(): void {
  const answer = conversation.value.messages.findLast(({ from }) => from === "agent");
  if (answer === undefined || !canRead()) return;
  const spoken = new SpeechSynthesisUtterance(answer.text);
  spoken.lang = speech_tags[language.value];
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(spoken);
}

/** Reads each answer when its turn is over; falls silent while the person speaks. */
export function readAnswers(): void {
  if (!canRead()) return;
  let was_running = false;
  effect(() => {
    const running = turn_running.value;
    if (was_running && !running && reading_aloud.peek()) readLastAnswer();
    was_running = running;
  });
  effect(() => {
    if (listening.value || turn_running.value) window.speechSynthesis.cancel();
  });
}
