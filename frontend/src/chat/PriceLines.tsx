import type { PriceLine } from "../api/types";
import { yuan } from "../kit/money";
import { nameOf, say } from "../words";

/** The price line by line; the lines add up to the last. */
export function PriceLines({ prices }: { prices: PriceLine[] }) {
  return (
    <dl class="prices" aria-label={say("offer.prices")}>
      {prices.map((price, index) => (
        <div key={index} class={price.kind}>
          <dt>{nameOf(price.label)}</dt>
          <dd class="number">{yuan(price.amount_fen)}</dd>
        </div>
      ))}
    </dl>
  );
}
