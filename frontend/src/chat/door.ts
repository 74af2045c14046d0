import type { Offer } from "../api/types";
import { nameOf } from "../words";

/** Where an offer is brought: the place, and the door there if the person named one. */
export function doorOf(offer: Offer): string {
  return `${nameOf(offer.place)} ${offer.address_text}`.trim();
}
