import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { inFen, yuan } from "../kit/money";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { say } from "../words";

type Sale = { sale_id: string; card_fen: number; to_pay_fen: number };

/** A card used at the counter: the code that the customer shows, and what the goods cost. */
export function Till({ door, store_id }: { door: Door; store_id: string }) {
  const code = useSignal("");
  const amount = useSignal("");
  const sale = useSignal<Sale | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);

  async function scan(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    const body = { code: code.value.trim(), amount_fen: inFen(amount.value) };
    const answer = await door.call<Sale>(`/stores/${store_id}/till`, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    sale.value = answer.ok ? answer.value : null;
    if (answer.ok) code.value = amount.value = "";
    busy.value = false;
  }

  return (
    <details class="panel">
      <summary>{say("till.title")}</summary>
      <form class="stack" onSubmit={scan}>
        <label class="field">
          <span>{say("till.code")}</span>
          <input class="input code" inputMode="numeric" autocomplete="off" required maxLength={20} value={code}
            onInput={(event) => (code.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("till.amount")}</span>
          <input class="input" inputMode="decimal" type="number" min="0.02" step="0.01" required value={amount}
            onInput={(event) => (amount.value = event.currentTarget.value)} />
        </label>
        <button type="submit" class="button main" disabled={busy.value}>
          {say("till.scan")}
        </button>
        {refusal.value && <Notice refusal={refusal.value} />}
        {sale.value && (
          <p role="status">{say("till.done", { card: yuan(sale.value.card_fen), rest: yuan(sale.value.to_pay_fen) })}</p>
        )}
      </form>
    </details>
  );
}
