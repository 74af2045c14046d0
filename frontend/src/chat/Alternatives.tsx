import { yuan } from "../kit/money";
import { clock } from "../kit/time";
import { distance, nameOf, say } from "../words";
import { conversation } from "./conversation";
import { speakTurn, turn_running } from "./turn";

/** The same cup from other stores, as the agent compared them. */
export function Alternatives() {
  const others = conversation.value.state.alternatives ?? [];
  if (others.length === 0) return null;
  return (
    <section class="alternatives" aria-label={say("offer.others")}>
      <h3 class="small soft">{say("offer.others")}</h3>
      <ul class="stack">
        {others.map((other) => (
          <li key={other.store_id}>
            <button type="button" class="button wide" disabled={turn_running.value} onClick={() => void speakTurn(other.say)}>
              <span class="store">{nameOf(other.store_name)}</span>
              <span class="small soft">
                {distance(other.distance_m)} · {say("offer.until", { time: clock(other.eta_to) })}
              </span>
              <span class="number">{yuan(other.pay_fen)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
