import { say } from "../words";
import { turn_running } from "./turn";
import { listen, listening, stopListening } from "./voice";

/** A tap begins to listen, another ends it; shown only where the browser can. */
export function Microphone({ onWords, onDone }: { onWords: (words: string) => void; onDone: (words: string) => void }) {
  const on = listening.value;
  return (
    <button type="button" class="button quiet microphone" aria-pressed={on} aria-label={say("voice.speak")}
      disabled={turn_running.value} onClick={() => (on ? stopListening() : listen(onWords, onDone))}>
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <rect x="9" y="3" width="6" height="11" rx="3" fill="currentColor" />
        <path d="M5 11a7 7 0 0 0 14 0M12 18v3" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>
    </button>
  );
}
