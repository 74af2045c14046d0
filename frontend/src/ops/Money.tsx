import type { Overview } from "../api/types";
import { roundYuan, yuan } from "../kit/money";
import { count, nameOf, say, sayCode } from "../words";

/** The ledger's accounts by kind. They add up to zero, or a promise is broken. */
export function Money({ money }: { money: Overview["money"] }) {
  const sum_fen = money.reduce((sum, { balance_fen }) => sum + balance_fen, 0);
  return (
    <section class="panel stack" aria-label={say("ops.money")}>
      <h2>{say("ops.money")}</h2>
      <dl class="pairs">
        {money.map(({ account, kind, balance_fen }) => (
          <div key={account}>
            <dt>{sayCode("account", kind)}</dt>
            <dd class="number">{yuan(balance_fen)}</dd>
          </div>
        ))}
        <div class="sum">
          <dt>{say("ops.sum")}</dt>
          <dd class="number">{yuan(sum_fen)}</dd>
        </div>
      </dl>
    </section>
  );
}

export function Campaign({ campaign }: { campaign: Overview["campaign"] }) {
  if (campaign === null)
    return (
      <section class="panel stack" aria-label={say("ops.campaign")}>
        <h2>{say("ops.campaign")}</h2>
        <p class="soft">{say("ops.no_campaign")}</p>
      </section>
    );
  const { budget_fen, left_fen, liability_fen, redeemed_fen, set_aside_fen } = campaign;
  return (
    <section class="panel stack" aria-label={say("ops.campaign")}>
      <h2>{nameOf(campaign.name)}</h2>
      <Burn budget_fen={budget_fen} liability_fen={liability_fen} redeemed_fen={redeemed_fen} />
      <dl class="pairs">
        <Amount name={say("ops.budget")} fen={budget_fen} />
        <Amount name={say("ops.redeemed")} fen={redeemed_fen} cards={campaign.cards_redeemed} />
        <Amount name={say("ops.liability")} fen={liability_fen} cards={campaign.cards_issued - campaign.cards_redeemed} />
        {set_aside_fen > 0 && <Amount name={say("ops.set_aside")} fen={set_aside_fen} />}
        <Amount name={say("ops.left")} fen={left_fen} />
      </dl>
    </section>
  );
}

function Amount({ name, fen, cards }: { name: string; fen: number; cards?: number }) {
  return (
    <div>
      <dt>
        {name} {cards !== undefined && <span class="soft small">{count("cards", cards)}</span>}
      </dt>
      <dd class="number">{roundYuan(fen)}</dd>
    </div>
  );
}

/** The budget as one bar: spent, promised on cards, left. */
function Burn({ budget_fen, liability_fen, redeemed_fen }: { budget_fen: number; liability_fen: number; redeemed_fen: number }) {
  const part = (fen: number): number => (budget_fen > 0 ? (100 * fen) / budget_fen : 0);
  const used = Math.round(part(redeemed_fen + liability_fen) * 10) / 10;
  return (
    <svg class="burn" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={say("ops.used", { percent: used })}>
      <rect width="100" height="6" fill="var(--sunken)" />
      <rect width={part(redeemed_fen)} height="6" fill="var(--leaf)" />
      <rect x={part(redeemed_fen)} width={part(liability_fen)} height="6" fill="var(--tea)" />
    </svg>
  );
}
