import type { Offer } from "../api/types";
import { yuan } from "../kit/money";
import { say } from "../words";
import { approving } from "./approve";
import { conversation } from "./conversation";
import { speakTurn, turn_running } from "./turn";

/** Whether this order may take the cash in the wallet. The choice is said in words, so the next offer is sealed with it. */
export function CashChoice({ offer }: { offer: Offer }) {
  const is_kept = conversation.value.state.draft?.wishes?.uses_cash === false;
  if (offer.wallet_fen === 0 && !is_kept) return null;
  return (
    <label class="cash-choice">
      <input type="checkbox" checked={!is_kept} disabled={approving.value || turn_running.value}
        onChange={() => void speakTurn(say(is_kept ? "offer.cash_on" : "offer.cash_off"))} />
      <span>{is_kept ? say("offer.cash_kept") : say("offer.cash_used", { amount: yuan(offer.wallet_fen) })}</span>
    </label>
  );
}
