import type { OfferLine, OfferOption } from "../api/types";
import { yuan } from "../kit/money";
import { nameOf, say, sayCode } from "../words";

/** One line of an order read back in full: what it is, how many, and every option, chosen or usual. */
export function CupLine({ line, priced = true }: { line: OfferLine; priced?: boolean }) {
  return (
    <div class="cup-line">
      <div class="title">
        <span>
          {nameOf(line.name)}
          <span class="number"> × {line.quantity}</span>
        </span>
        {priced && <span class="number">{yuan(line.total_fen)}</span>}
      </div>
      <ul class="options" aria-label={say("offer.options")}>
        {line.options.map((option) => (
          <li key={option.group + option.option} class={option.chosen ? "chosen" : ""} title={nameOf(option.group_name)}>
            {optionText(option)}
          </li>
        ))}
        {line.removed.map((option) => (
          <li key={option.group + option.option} class="removed">
            {say("offer.without", { name: nameOf(option.name) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function optionText(option: OfferOption): string {
  const name = nameOf(option.name);
  const qualified = option.qualifier === null ? name : `${name} · ${sayCode("qualifier", option.qualifier)}`;
  return option.quantity > 1 ? `${qualified} × ${option.quantity}` : qualified;
}
