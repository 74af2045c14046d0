import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Order } from "../api/types";
import { Notice } from "../parts/Notice";
import { say } from "../words";
import { shared, tellRider } from "./handover";
import { session } from "./session";

const told_from = new Set(["confirmed", "making", "ready", "picked_up", "at_door"]);

/** The customer's own four digits: small on the way, big at the door. */
export function HandoverCode({ order }: { order: Order }) {
  const refusal = useSignal<Refusal | null>(null);
  if (order.handover_code === null || !told_from.has(order.state)) return null;
  if (order.state !== "at_door")
    return (
      <p class="small soft">
        {say("order.code")} <strong class="number">{order.handover_code}</strong>
      </p>
    );
  const told = order.code_shared === true || shared.value.has(order.order_id);
  return (
    <div class="door-code">
      <p>{say("order.code_at_door")}</p>
      <p class="code number">{order.handover_code}</p>
      {told ? (
        <p class="small">{say("order.code_told")}</p>
      ) : (
        <button type="button" class="button done" onClick={async () => (refusal.value = await tellRider(order.order_id))}>
          {say("order.tell_code")}
        </button>
      )}
      {session.value?.sandbox && !told && <p class="small">{say("order.code_sandbox")}</p>}
      {refusal.value && <Notice refusal={refusal.value} />}
    </div>
  );
}
