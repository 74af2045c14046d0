import type { Offer } from "../api/types";
import type { Refusal } from "../api/answer";
import { yuan } from "../kit/money";
import { cityMinutesUntil, clock, minutesSeconds, secondsUntil, tick } from "../kit/time";
import { CupLine } from "../parts/CupLine";
import { Notice } from "../parts/Notice";
import { count, distance, nameOf, say, sayCode } from "../words";
import { approval_refusal, approve, approving, in_line, offer, refreshOffer } from "./approve";
import { CashChoice } from "./CashChoice";
import { doorOf } from "./door";
import { PriceLines } from "./PriceLines";
import { turn_running } from "./turn";

/** The exact checkout that a tap would approve, read back in full like the label on a cup. */
export function OfferCard() {
  const shown = offer.value;
  if (shown === null) return null;
  return (
    <article class="ticket" aria-labelledby="offer-store">
      <header>
        <h3 id="offer-store">{nameOf(shown.store_name)}</h3>
        <Arrival offer={shown} />
      </header>
      <div class="stack">
        {shown.lines.map((line, index) => (
          <CupLine key={index} line={line} priced={false} />
        ))}
      </div>
      <PriceLines prices={shown.prices} />
      <CashChoice offer={shown} />
      <Unused offer={shown} />
      <p class="small soft">{say("offer.to", { place: doorOf(shown) })}</p>
      {approval_refusal.value && <Refused refusal={approval_refusal.value} />}
      <Approval offer={shown} />
    </article>
  );
}

function Arrival({ offer }: { offer: Offer }) {
  void tick.value;
  const window = `${clock(offer.eta_from)}–${clock(offer.eta_to)}`;
  const minutes = count("minutes", cityMinutesUntil(offer.eta_to));
  return (
    <ul class="facts">
      <li>{distance(offer.distance_m)}</li>
      <li>{offer.cups_ahead === 0 ? say("offer.no_queue") : say("offer.ahead", { cups: count("cups", offer.cups_ahead) })}</li>
      <li>{say("offer.eta", { window, minutes })}</li>
    </ul>
  );
}

/** Every known discount is named: the used ones stand in the price, these say why not. */
function Unused({ offer }: { offer: Offer }) {
  const unused = offer.discounts.filter(({ used }) => !used);
  if (unused.length === 0) return null;
  return (
    <ul class="small soft">
      {unused.map(({ code, reason }) => (
        <li key={code}>{say("offer.unused", { reason: sayCode("unused", reason ?? "none") })}</li>
      ))}
    </ul>
  );
}

function Approval({ offer }: { offer: Offer }) {
  void tick.value;
  const left_s = secondsUntil(offer.expires_at);
  const waiting = approving.value || turn_running.value;
  return (
    <div class="approval">
      {in_line.value && (
        <p class="number" role="status">
          {say("waiting.tapped", { number: in_line.value.number, seconds: Math.ceil(in_line.value.to_s) })}
        </p>
      )}
      {left_s > 0 ? (
        <button type="button" class="button main wide" disabled={waiting} onClick={() => void approve()}>
          {approving.value ? say("offer.placing") : say("offer.approve", { amount: yuan(offer.pay_fen) })}
        </button>
      ) : (
        <button type="button" class="button main wide" disabled={waiting} onClick={() => void refreshOffer()}>
          {say("offer.refresh_button")}
        </button>
      )}
      <p class="small soft" role="timer" aria-live="off">
        {left_s > 0 ? say("offer.holds", { time: minutesSeconds(left_s) }) : say("offer.ended")}
      </p>
    </div>
  );
}

function Refused({ refusal }: { refusal: Refusal }) {
  if (refusal.code === "duplicate_cart")
    return <Notice refusal={refusal} action={say("offer.again")} onAction={() => void approve(true)} />;
  const lost = refusal.status === 0 || refusal.status >= 500;
  return lost ? (
    <Notice refusal={refusal} action={say("offer.ask_again")} onAction={() => void approve()} />
  ) : (
    <Notice refusal={refusal} action={say("offer.refresh_button")} onAction={() => void refreshOffer()} />
  );
}
