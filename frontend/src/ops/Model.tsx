import type { Overview } from "../api/types";
import { say } from "../words";
import { Figure } from "./Outbox";

/** How often a language model is asked for an order: the reader should need it for one in twenty at most. */
export function Model({ model }: { model: Overview["model"] }) {
  return (
    <section class="panel stack" aria-label={say("ops.model")}>
      <h2>{say("ops.model")}</h2>
      <dl class="figures">
        <Figure name={say("ops.model_per_order")} value={model.calls_per_order.toFixed(2)} />
        <Figure name={say("ops.model_calls")} value={model.calls} />
        <Figure name={say("ops.turns_unsure")} value={model.turns_unsure} />
      </dl>
      <p class="soft small">{say(model.configured ? "ops.model_on" : "ops.model_off")}</p>
    </section>
  );
}
