import { say } from "../words";
import { conversation } from "./conversation";
import { speakTurn, turn_running } from "./turn";

/** Suggested replies: one tap says them. */
export function Chips() {
  const chips = conversation.value.state.chips ?? [];
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label={say("chat.chips")}>
      {chips.map((chip) => (
        <li key={chip.say}>
          <button type="button" class="button" disabled={turn_running.value} onClick={() => void speakTurn(chip.say)}>
            {chip.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
