import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Order } from "../api/types";
import { yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { Logo } from "../parts/Logo";
import { Notice } from "../parts/Notice";
import { nameOf, say, sayCode } from "../words";
import { fetchOrders, newest_first } from "./orders";

const every_ms = 5000;

export function OrdersPage() {
  const refusal = useSignal<Refusal | null>(null);
  const asked = useSignal(false);
  async function load(): Promise<void> {
    refusal.value = await fetchOrders();
    asked.value = true;
  }
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), every_ms);
    return () => clearInterval(timer);
  }, []);
  return (
    <main id="main" class="narrow stack" tabIndex={-1}>
      <h2>{say("orders.title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {asked.value && refusal.value === null && newest_first.value.length === 0 && <None />}
      <ul class="stack">
        {newest_first.value.map((order) => (
          <li key={order.order_id}>
            <OrderRow order={order} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function None() {
  return (
    <div class="empty">
      <Logo />
      <p>{say("orders.none")}</p>
      <a class="button main" href="#/">
        {say("orders.begin")}
      </a>
    </div>
  );
}

function OrderRow({ order }: { order: Order }) {
  return (
    <a class="panel order-row" href={`#/orders/${order.order_id}`}>
      <span class="what">{order.checkout.lines.map((line) => `${nameOf(line.name)} × ${line.quantity}`).join("，")}</span>
      <StateTag order={order} />
      <span class="soft small">
        {nameOf(order.store_name)} · <span class="number">{dateClock(order.placed_at)}</span>
      </span>
      <span class="number">{yuan(order.checkout.pay_fen)}</span>
    </a>
  );
}

export function StateTag({ order }: { order: Order }) {
  const mood = order.state === "handed_over" ? "good" : order.state === "cancelled" ? "" : "warm";
  return <span class={`tag ${mood}`}>{sayCode("state", order.state)}</span>;
}
