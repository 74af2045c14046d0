import { yuan } from "../kit/money";
import { Logo } from "../parts/Logo";
import { nameOf, say, type Key } from "../words";
import { session } from "./session";
import { speakTurn } from "./turn";

const examples: Key[] = ["welcome.example_1", "welcome.example_2", "welcome.example_3"];

/** Before the first word: what this is, and words to begin with. */
export function Welcome() {
  return (
    <div class="welcome stack">
      <Logo />
      <h2>{say("welcome.title")}</h2>
      <p class="soft">{say("welcome.how")}</p>
      <ul class="examples" aria-label={say("welcome.examples")}>
        {examples.map((key) => (
          <li key={key}>
            <button type="button" class="button wide" onClick={() => void speakTurn(say(key))}>
              {say(key)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The campaign card, while nothing else is on the table. */
export function WelcomeCard() {
  const card = session.value?.cards.find(({ state }) => state === "issued");
  if (!card) return null;
  return (
    <div class="campaign-card">
      <span>{nameOf(card.campaign)}</span>
      <strong class="number">{yuan(card.face_fen)}</strong>
      <span class="small">{say("welcome.card")}</span>
    </div>
  );
}
