import type { Card } from "../api/types";
import { yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { Logo } from "../parts/Logo";
import { nameOf, say, sayCode } from "../words";
import { CardUses } from "./CardUses";

const names_max = 8;

/** Cards that are good come first and whole; the others are folded, since there may be twenty. */
export function Cards({ cards, onChange }: { cards: Card[]; onChange: () => Promise<void> }) {
  if (cards.length === 0)
    return (
      <div class="empty">
        <Logo />
        <p>{say("wallet.none")}</p>
      </div>
    );
  const good = cards.filter(isGood);
  const past = cards.filter((card) => !isGood(card));
  const views = (some: Card[]) => some.map((card) => <CardView key={card.card_id} card={card} onChange={onChange} />);
  return (
    <section class="stack" aria-labelledby="cards-title">
      <h3 id="cards-title">{say("wallet.cards", { number: good.length })}</h3>
      {views(good)}
      {past.length > 0 && (
        <details open={good.length === 0}>
          <summary>{say("wallet.past", { number: past.length })}</summary>
          <div class="stack">{views(past)}</div>
        </details>
      )}
    </section>
  );
}

function isGood(card: Card): boolean {
  return card.state === "issued" || card.state === "held";
}

function CardView({ card, onChange }: { card: Card; onChange: () => Promise<void> }) {
  return (
    <article class="stack wallet-card">
      <div class={isGood(card) ? "campaign-card" : "campaign-card spent"}>
        <h4>{nameOf(card.campaign)}</h4>
        <strong class="number">{yuan(card.face_fen)}</strong>
        <span class="small">
          {stateOf(card)} · {say("wallet.valid_until", { time: dateClock(card.valid_until) })}
        </span>
      </div>
      <div class="panel stack">
        {isGood(card) && <Terms card={card} />}
        {isGood(card) && <CardUses card={card} onChange={onChange} />}
        <details open={!isGood(card)}>
          <summary>{say("wallet.history")}</summary>
          <History card={card} />
        </details>
      </div>
    </article>
  );
}

function stateOf(card: Card): string {
  if (card.state === "held" && card.on === "gift") return say("wallet.on_gift");
  if (card.state === "held" && card.on === "till") return say("wallet.on_till");
  return sayCode("card_state", card.state);
}

/** Where the card is good and how much it pays, before anybody counts on it. */
function Terms({ card: { terms } }: { card: Card }) {
  const everywhere = terms.seller_ids.length === 0 && terms.categories.length === 0;
  return (
    <ul class="terms small">
      {everywhere && <li>{say("terms.everywhere")}</li>}
      {terms.seller_ids.length > 0 && <li>{say("terms.sellers", { names: listed(terms.seller_names, terms.seller_ids.length) })}</li>}
      {terms.categories.length > 0 && <li>{say("terms.categories", { names: listed(terms.category_names, terms.categories.length) })}</li>}
      <li>
        {terms.threshold_fen > 0 ? say("terms.threshold", { amount: yuan(terms.threshold_fen) }) : say("terms.no_threshold")}
      </li>
      <li>{say(terms.stacks ? "terms.stacks" : "terms.alone")}</li>
      <li>{say("terms.pays", { rest: yuan(1) })}</li>
    </ul>
  );
}

/** The names that are known, and how many there are beyond those that fit. */
function listed(names: string[], all: number): string {
  const shown = names.slice(0, names_max);
  return all > shown.length ? [...shown, say("terms.more", { number: all - shown.length })].join(" · ") : shown.join(" · ");
}

function History({ card }: { card: Card }) {
  return (
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
  );
}
