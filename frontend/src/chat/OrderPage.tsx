import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Order } from "../api/types";
import { dateClock } from "../kit/time";
import { CupLine } from "../parts/CupLine";
import { Notice } from "../parts/Notice";
import { nameOf, say, sayCode } from "../words";
import { doorOf } from "./door";
import { fetchOrder, orders } from "./orders";
import { PriceLines } from "./PriceLines";
import { Tracker } from "./Tracker";

/** One order in full: its way, what was ordered, the price, the payment, the card. */
export function OrderPage({ order_id }: { order_id: string }) {
  const refusal = useSignal<Refusal | null>(null);
  async function load(): Promise<void> {
    refusal.value = await fetchOrder(order_id);
  }
  useEffect(() => void load(), []);
  const order = orders.value[order_id];
  return (
    <main id="main" class="narrow stack" tabIndex={-1}>
      <a class="button quiet back" href="#/orders">
        ← {say("orders.title")}
      </a>
      <h2>{order ? nameOf(order.store_name) : say("order.one")}</h2>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {order && <Tracker order={order} linked={false} />}
      {order && <Details order={order} />}
    </main>
  );
}

function Details({ order }: { order: Order }) {
  const { checkout, payment, card } = order;
  return (
    <section class="panel stack" aria-label={say("order.details")}>
      {checkout.lines.map((line, index) => (
        <CupLine key={index} line={line} />
      ))}
      <PriceLines prices={checkout.prices} />
      <dl class="pairs">
        {payment && <Pair name={say("order.payment")} text={sayCode("payment", payment.state)} />}
        {card && <Pair name={say("order.card")} text={sayCode("card_state", card.state)} />}
        {order.rider && <Pair name={say("order.rider")} text={order.rider.name} />}
        <Pair name={say("order.to")} text={doorOf(checkout)} />
        <Pair name={say("order.placed_at")} text={dateClock(order.placed_at)} />
      </dl>
    </section>
  );
}

function Pair({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt class="soft">{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
