import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { way, type Order } from "../api/types";
import { yuan } from "../kit/money";
import { clock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { count, nameOf, say, sayCode } from "../words";
import { just_approved } from "./approve";
import { Cup } from "./Cup";
import { HandoverCode } from "./HandoverCode";
import { cancelOrder, line_lost } from "./orders";

const cancelled_states = new Set(["cancelling", "cancelled"]);

/** One order on its way, step by step; it moves by itself. */
export function Tracker({ order, linked = true }: { order: Order; linked?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const just_placed = useRef(order.order_id === just_approved.value);
  useEffect(() => {
    if (just_placed.current) heading.current?.focus();
  }, []);
  const cancelled = cancelled_states.has(order.state);
  const step = way.indexOf(order.state as (typeof way)[number]);
  return (
    <article class="ticket tracker" aria-label={nameOf(order.store_name)}>
      <header>
        <Cup part={cancelled ? 0 : (step + 1) / way.length} />
        <div>
          <h3 ref={heading} tabIndex={-1}>
            <span role="status">{sayCode("state", order.state)}</span>
          </h3>
          <p class="soft">
            {nameOf(order.store_name)} · <span class="number">{yuan(order.checkout.pay_fen)}</span>
          </p>
          <p class="soft small">{waitText(order)}</p>
        </div>
      </header>
      <HandoverCode order={order} />
      {line_lost.value && <p class="notice calm small">{say("order.line_lost")}</p>}
      {cancelled ? <p class="notice calm">{endedText(order)}</p> : <Steps order={order} step={step} />}
      <Actions order={order} linked={linked} />
    </article>
  );
}

function waitText(order: Order): string {
  if (order.state === "handed_over") return say("order.done");
  if (cancelled_states.has(order.state)) return "";
  const eta = say("order.eta", { window: `${clock(order.eta_from)}–${clock(order.eta_to)}` });
  return order.cups_ahead > 0 && order.state !== "picked_up" && order.state !== "at_door"
    ? `${eta} · ${say("offer.ahead", { cups: count("cups", order.cups_ahead) })}`
    : eta;
}

export function endedText(order: Order): string {
  return sayCode("ended", order.ended_reason ?? "unknown");
}

function Steps({ order, step }: { order: Order; step: number }) {
  return (
    <ol class="steps">
      {way.map((state, index) => (
        <li key={state} class={index < step ? "past" : index === step ? "now" : "ahead"}
          aria-current={index === step ? "step" : undefined}>
          <span>{sayCode("state", state)}</span>
          <span class="number small soft">{order.times[state] ? clock(order.times[state]) : ""}</span>
        </li>
      ))}
    </ol>
  );
}

function Actions({ order, linked }: { order: Order; linked: boolean }) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function cancel(): Promise<void> {
    busy.value = true;
    refusal.value = await cancelOrder(order.order_id);
    busy.value = false;
  }

  return (
    <div class="actions">
      {refusal.value && <Notice refusal={refusal.value} />}
      {linked && (
        <a class="button quiet" href={`#/orders/${order.order_id}`}>
          {say("order.details")}
        </a>
      )}
      {order.can_cancel && (
        <button type="button" class="button quiet" disabled={busy.value} onClick={() => void cancel()}>
          {say("order.cancel")}
        </button>
      )}
    </div>
  );
}
