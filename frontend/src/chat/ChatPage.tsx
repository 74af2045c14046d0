import { say } from "../words";
import { Alternatives } from "./Alternatives";
import { offer } from "./approve";
import { Chips, chips } from "./Chips";
import { Composer } from "./Composer";
import { conversation } from "./conversation";
import { OfferCard } from "./OfferCard";
import { elder } from "./elder";
import { hasEnded, newest_first } from "./orders";
import { Tracker } from "./Tracker";
import { Transcript } from "./Transcript";
import { Welcome, WelcomeCard } from "./Welcome";

const shown_max = 3;

/**
 * The conversation, and beside it (below it on a phone) what lies on the table: the offer, the orders under way;
 * in large type one of them.
 */
export function ChatPage() {
  const begun = conversation.value.messages.length > 0;
  const tall = chips.value.length > 0 ? "with-chips" : "";
  const tracking = !begun && trackedOrders().length > 0 ? "tracking" : "";
  return (
    <main id="main" class={`chat ${tall} ${tracking}`} tabIndex={-1}>
      <div class="talk">{begun ? <Transcript /> : <Welcome />}</div>
      <section class="table stack" aria-label={say("chat.table")}>
        <Table />
      </section>
      <div class="say">
        <Chips />
        <Composer />
      </div>
    </main>
  );
}

function Table() {
  const on_offer = offer.value !== null;
  const calm = elder.value;
  const tracked = trackedOrders().slice(0, calm ? (on_offer ? 0 : 1) : undefined);
  return (
    <>
      {on_offer && <OfferCard />}
      {on_offer && !calm && <Alternatives />}
      {tracked.map((order) => (
        <Tracker key={order.order_id} order={order} />
      ))}
      {!on_offer && tracked.length === 0 && <WelcomeCard />}
    </>
  );
}

/** Orders under way, and the last one of this conversation after its end until something new is on the table. */
function trackedOrders() {
  const { id } = conversation.value;
  const all = newest_first.value;
  const live = all.filter((order) => !hasEnded(order)).slice(0, shown_max);
  const last = all[0];
  const just_ended = last && hasEnded(last) && last.checkout.conversation === id && offer.value === null;
  return just_ended ? [last, ...live] : live;
}
