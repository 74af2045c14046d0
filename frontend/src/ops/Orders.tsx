import type { Signal } from "@preact/signals";

import { way, type OrderState, type Overview } from "../api/types";
import { yuan } from "../kit/money";
import { clock } from "../kit/time";
import { nameOf, say, sayCode } from "../words";

const shown: OrderState[] = [...way, "cancelling", "cancelled"];

/** How many orders stand in each state, and how many stores sell. */
export function Orders({ overview }: { overview: Overview }) {
  return (
    <section class="panel stack" aria-label={say("ops.orders")}>
      <h2>{say("ops.orders")}</h2>
      <dl class="figures">
        {shown.map((state) => (
          <div key={state}>
            <dt>{sayCode("state", state)}</dt>
            <dd class="number">{overview.orders[state] ?? 0}</dd>
          </div>
        ))}
      </dl>
      <p class="soft small">
        {say("ops.stores", { open: overview.stores.open ?? 0, paused: overview.stores.paused ?? 0 })}
      </p>
    </section>
  );
}

/** The newest orders; one tap puts one on the desk above. */
export function Recent({ orders, chosen }: { orders: Overview["orders_recent"]; chosen: Signal<string> }) {
  return (
    <section class="panel stack wide" aria-label={say("ops.recent")}>
      <h2>{say("ops.recent")}</h2>
      {orders.length === 0 && <p class="soft">{say("ops.recent_none")}</p>}
      {orders.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={say("ops.recent")}>
          <table>
            <thead>
              <tr>
                <th>{say("ops.number")}</th>
                <th>{say("ops.placed_at")}</th>
                <th>{say("ops.store")}</th>
                <th>{say("ops.state")}</th>
                <th class="right">{say("ops.card")}</th>
                <th class="right">{say("ops.pay")}</th>
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => (
                <tr key={order.order_id} title={order.order_id}>
                  <td class="number">
                    <button type="button" class="button quiet" aria-label={say("desk.look_at", { number: order.number })}
                      aria-pressed={chosen.value === order.order_id} onClick={() => (chosen.value = order.order_id)}>
                      #{order.number}
                    </button>
                  </td>
                  <td class="number">{clock(order.placed_at)}</td>
                  <td>{nameOf(order.store_name)}</td>
                  <td>{sayCode("state", order.state)}</td>
                  <td class="number right">{yuan(order.card_fen)}</td>
                  <td class="number right">{yuan(order.pay_fen)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
