import { computed } from "@preact/signals";

import { say } from "../words";
import { offer } from "./approve";
import { conversation } from "./conversation";
import { speakTurn, turn_running } from "./turn";

/** Suggested replies. Those about an offer that has become an order are over with it. */
export const chips = computed(() => {
  const { state } = conversation.value;
  return state.offer && offer.value === null ? [] : (state.chips ?? []);
});

/** One tap says a chip's words, or opens its page. */
export function Chips() {
  if (chips.value.length === 0) return null;
  return (
    <ul class="chips" aria-label={say("chat.chips")}>
      {chips.value.map((chip) => (
        <li key={chip.say}>
          {chip.page ? (
            <a class="button" href={chip.page}>
              {chip.label}
            </a>
          ) : (
            <button type="button" class="button" disabled={turn_running.value} onClick={() => void speakTurn(chip.say)}>
              {chip.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
