import { type Signal, useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { DeskOrder } from "../api/types";
import { useEvery } from "../kit/every";
import { yuan } from "../kit/money";
import { dateClock } from "../kit/time";
import { uuid } from "../kit/uuid";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { nameOf, say, sayCode } from "../words";

type WayOut = DeskOrder["ways_out"][number];

const every_ms = 3000;

/** One order: who took every step, and what a refund or an end would do, before anybody does it. */
export function OrderDesk({ door, chosen }: { door: Door; chosen: Signal<string> }) {
  const order = useSignal<DeskOrder | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const { value: order_id } = chosen;
  useEvery(every_ms, load, order_id);

  async function load(): Promise<void> {
    if (order_id === "") return;
    const answer = await door.call<DeskOrder>(`/ops/orders/${encodeURIComponent(order_id)}`);
    if (chosen.peek() !== order_id) return;
    order.value = answer.ok ? answer.value : null;
    refusal.value = answer.ok ? null : answer.refusal;
  }

  const found = order.value?.order_id === order_id ? order.value : null;
  return (
    <section class="panel stack wide" aria-label={say("desk.title")}>
      <h2>{say("desk.title")}</h2>
      <Chooser chosen={chosen} />
      {order_id === "" && <p class="soft">{say("desk.none")}</p>}
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {found && <Found key={found.order_id} door={door} order={found} onDone={load} />}
    </section>
  );
}

function Chooser({ chosen }: { chosen: Signal<string> }) {
  const typed = useSignal("");
  function submit(event: Event): void {
    event.preventDefault();
    chosen.value = typed.value.trim();
  }
  return (
    <form class="desk-form" onSubmit={submit}>
      <label class="field">
        <span>{say("desk.id")}</span>
        <input class="input" required maxLength={36} value={typed} onInput={(event) => (typed.value = event.currentTarget.value)} />
      </label>
      <button type="submit" class="button">
        {say("desk.look")}
      </button>
    </form>
  );
}

function Found({ door, order, onDone }: { door: Door; order: DeskOrder; onDone: () => Promise<void> }) {
  const refusal = useSignal<Refusal | null>(null);

  async function act(what: "refund" | "call-off" | "unlock", body: object, key: string): Promise<void> {
    const answer = await door.call(`/ops/orders/${order.order_id}/${what}`, { method: "POST", body, key });
    await onDone();
    refusal.value = answer.ok ? null : answer.refusal;
  }

  return (
    <>
      <p>
        <strong class="number">#{order.number}</strong> {nameOf(order.store_name)}{" "}
        <span class="tag">{sayCode("state", order.state)}</span>
      </p>
      <p class="small soft">
        {say("desk.money", { pay: yuan(order.pay_fen), card: yuan(order.card_fen), wallet: yuan(order.wallet_fen) })}
      </p>
      <ol class="desk-steps small">
        {order.steps.map((step, place) => (
          <li key={place}>
            <span class="number soft">{dateClock(step.at)}</span> {sayCode("state", step.state)}
            <span class="soft"> · {whoOf(step)}</span>
          </li>
        ))}
      </ol>
      {order.ended_reason && <p class="small">{say("desk.ended", { reason: sayCode("desk_reason", order.ended_reason) })}</p>}
      {order.is_code_locked && <Locked onUnlock={(key) => act("unlock", {}, key)} />}
      {order.ways_out.length === 0 && <p class="soft small">{say("desk.nothing_to_do")}</p>}
      {order.ways_out.length > 0 && <Ending key={order.state} order={order} onAct={act} />}
      {refusal.value && <Notice refusal={refusal.value} />}
    </>
  );
}

function whoOf({ by, person_id }: DeskOrder["steps"][number]): string {
  return person_id ? say("desk.operator", { person: person_id.slice(-6) }) : sayCode("actor", by);
}

function Locked({ onUnlock }: { onUnlock: (key: string) => Promise<void> }) {
  return (
    <div class="notice">
      <span>{say("desk.locked")}</span>
      <button type="button" class="button" onClick={() => void onUnlock(uuid())}>
        {say("desk.unlock")}
      </button>
    </div>
  );
}

type EndingProps = { order: DeskOrder; onAct: (what: "refund" | "call-off", body: object, key: string) => Promise<void> };

/** A reason is chosen first, and what it means for everybody is read before the button. The key makes two taps one. */
function Ending({ order, onAct }: EndingProps) {
  const is_refund = order.state === "handed_over";
  const fault = useSignal(is_refund ? "" : order.ways_out[0]?.fault);
  const busy = useSignal(false);
  const key = useSignal(uuid());
  const way = order.ways_out.find((each) => each.fault === fault.value);

  function choose(value: string): void {
    fault.value = value as WayOut["fault"];
    key.value = uuid();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value || !way) return;
    busy.value = true;
    await (is_refund ? onAct("refund", { fault: way.fault }, key.value) : onAct("call-off", {}, key.value));
    busy.value = false;
  }

  return (
    <form class="stack" onSubmit={submit}>
      {is_refund && (
        <label class="field">
          <span>{say("desk.reason")}</span>
          <select class="input" required value={fault} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="">{say("desk.reason_first")}</option>
            {order.ways_out.map((each) => (
              <option key={each.fault} value={each.fault}>{sayCode("desk_fault", each.fault)}</option>
            ))}
          </select>
        </label>
      )}
      {way && <Foreseen order={order} way={way} is_refund={is_refund} />}
      <div class="acts start">
        <button type="submit" class="button main" disabled={busy.value || !way}>
          {say(is_refund ? "desk.refund" : "desk.call_off")}
        </button>
      </div>
    </form>
  );
}

function Foreseen({ order, way, is_refund }: { order: DeskOrder; way: WayOut; is_refund: boolean }) {
  return (
    <div class="notice calm" role="status">
      <strong>{say("desk.foreseen")}</strong>
      <ul class="terms small">
        {order.card_fen > 0 && way.card_until && (
          <li>
            {way.card === "stays_used"
              ? say("desk.card_stays")
              : say("desk.card_back", { amount: yuan(order.card_fen), time: dateClock(way.card_until) })}
          </li>
        )}
        <li>{say("desk.cash_back", { amount: yuan(way.cash_back_fen) })}</li>
        {way.wallet_back_fen > 0 && <li>{say("desk.wallet_back", { amount: yuan(way.wallet_back_fen) })}</li>}
        <li>{sayCode("store_pay", way.store)}</li>
        {is_refund && <li>{say("desk.invites_back")}</li>}
      </ul>
    </div>
  );
}
