import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Card, Wallet } from "../api/types";
import { yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { Logo } from "../parts/Logo";
import { Notice } from "../parts/Notice";
import { language, nameOf, say, sayCode } from "../words";
import { CardUses, GiftForm } from "./CardUses";
import { customerCall } from "./session";

/** The person's cards, each with its whole history in plain words. */
export function WalletPage() {
  const wallet = useSignal<Wallet | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  async function load(): Promise<void> {
    const answer = await customerCall<Wallet>("/wallet");
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) wallet.value = answer.value;
  }
  const { value: spoken } = language;
  useEffect(() => void load(), [spoken]);
  return (
    <main id="main" class="narrow stack" tabIndex={-1}>
      <h2>{say("wallet.title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {wallet.value?.campaign && (
        <p class="soft">
          {say("wallet.campaign", {
            name: nameOf(wallet.value.campaign.name),
            until: dateClock(wallet.value.campaign.ends_at),
          })}
        </p>
      )}
      {wallet.value?.cards.length === 0 && <None />}
      {wallet.value?.cards.map((card) => <CardView key={card.card_id} card={card} onChange={load} />)}
      <GiftForm onTaken={load} />
    </main>
  );
}

function None() {
  return (
    <div class="empty">
      <Logo />
      <p>{say("wallet.none")}</p>
    </div>
  );
}

function CardView({ card, onChange }: { card: Card; onChange: () => Promise<void> }) {
  const usable = card.state === "issued" || card.state === "held";
  return (
    <article class="stack wallet-card">
      <div class={usable ? "campaign-card" : "campaign-card spent"}>
        <h3>{nameOf(card.campaign)}</h3>
        <strong class="number">{yuan(card.face_fen)}</strong>
        <span class="small">
          {sayCode("card_state", card.state)} · {say("wallet.valid_until", { time: dateClock(card.valid_until) })}
        </span>
      </div>
      <div class="panel">
        <CardUses card={card} onChange={onChange} />
        <h4 class="small soft">{say("wallet.history")}</h4>
        <ol class="history">
          {card.history.map((step, index) => (
            <li key={index}>
              <span class="number small soft">{dateClock(step.at)}</span>
              <span>{step.text}</span>
              {step.order_id && (
                <a class="small" href={`#/orders/${step.order_id}`}>
                  {say("wallet.order")}
                </a>
              )}
            </li>
          ))}
        </ol>
      </div>
    </article>
  );
}
