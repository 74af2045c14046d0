import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { inFen, yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { nameOf, say, sayCode } from "../words";
import type { Cash, Packet, Payout } from "./types";

/** Cash of the wallet, where it came from and where it went, and the way to the person's own account. */
export function CashView({ cash, packets, onChange }: { cash: Cash; packets: Packet[]; onChange: () => Promise<void> }) {
  const rows = rowsOf(cash, packets);
  return (
    <section class="panel stack" aria-labelledby="cash-title">
      <div class="balance">
        <h3 id="cash-title">{say("cash.title")}</h3>
        <strong class="number">{yuan(cash.balance_fen)}</strong>
      </div>
      {cash.balance_fen > 0 && <PayOut key={cash.balance_fen} balance_fen={cash.balance_fen} onChange={onChange} />}
      {rows.length === 0 ? <p class="soft">{say("cash.none")}</p> : <History rows={rows} />}
    </section>
  );
}

function History({ rows }: { rows: Row[] }) {
  return (
    <ol class="history">
      {rows.map((row) => (
        <li key={row.key}>
          <span class="number small soft">{dateClock(row.at)}</span>
          <span>{row.text}</span>
          <span class="number">{yuan(row.amount_fen)}</span>
        </li>
      ))}
    </ol>
  );
}

type Row = { key: string; at: string; text: string; amount_fen: number };

/** Shares and payouts as one history, newest first. */
function rowsOf({ shares, payouts }: Cash, packets: Packet[]): Row[] {
  const names = new Map(packets.map((packet) => [packet.packet_id, nameOf(packet.name)]));
  const came = shares.map((share) => ({
    key: share.packet_id,
    at: share.taken_at,
    text: names.get(share.packet_id) ?? say("cash.from_packet"),
    amount_fen: share.amount_fen,
  }));
  const went = payouts.map((payout) => ({
    key: payout.payout_id,
    at: payout.asked_at,
    text: sayCode("payout", payout.state),
    amount_fen: payout.state === "declined" ? 0 : -payout.amount_fen,
  }));
  return [...came, ...went].sort((one, other) => other.at.localeCompare(one.at));
}

function PayOut({ balance_fen, onChange }: { balance_fen: number; onChange: () => Promise<void> }) {
  const amount = useSignal((balance_fen / 100).toFixed(2));
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const body = { amount_fen: inFen(amount.value) };
    const answer = await customerCall<Payout>("/wallet/payouts", { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) await onChange();
    busy.value = false;
  }

  return (
    <form class="stack" onSubmit={submit}>
      <label class="field">
        <span>{say("cash.amount")}</span>
        <input class="input" type="number" inputMode="decimal" min="0.01" max={balance_fen / 100} step="0.01" required
          value={amount} onInput={(event) => (amount.value = event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy.value}>
        {say("cash.pay_out")}
      </button>
      {refusal.value && <Notice refusal={refusal.value} />}
    </form>
  );
}
