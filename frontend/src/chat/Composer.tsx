import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { say } from "../words";
import { Microphone } from "./Microphone";
import { speakTurn, turn_running } from "./turn";
import { canListen, listening, voiceProblemText } from "./voice";

const words_max = 2000;
const ime_key_code = 229;

/** Enter sends, Shift+Enter breaks the line; an Enter that ends an input method's composition does neither. */
export function Composer() {
  const words = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);

  function utter(): void {
    if (turn_running.value || words.value.trim() === "") return;
    const said = words.value.trim();
    words.value = "";
    void speakTurn(said);
  }

  function submit(event: Event): void {
    event.preventDefault();
    utter();
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const composing = event.isComposing || event.keyCode === ime_key_code;
    if (event.key === "Enter" && !event.shiftKey && !composing) submit(event);
  }

  return (
    <form class="composer" onSubmit={submit}>
      <VoiceState />
      <label class="unseen" for="words">
        {say("chat.words")}
      </label>
      <textarea id="words" ref={field} class="input" rows={1} maxLength={words_max} enterkeyhint="send"
        placeholder={say("chat.placeholder")} value={words} onKeyDown={onKeyDown}
        onInput={(event) => (words.value = event.currentTarget.value)} />
      {canListen() && <Microphone onWords={(heard) => (words.value = heard)} onDone={utter} />}
      <button type="submit" class="button main" disabled={turn_running.value || words.value.trim() === ""}>
        {say("chat.send")}
      </button>
    </form>
  );
}

/** Says that it listens, or why it could not; typing always works. */
function VoiceState() {
  const text = listening.value ? say("voice.listening") : voiceProblemText();
  return (
    <p class={text === null ? "unseen" : "voice-state small"} role="status">
      {text}
    </p>
  );
}
