import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import type { Refusal } from "../api/answer";
import { useEvery } from "../kit/every";
import { roundYuan } from "../kit/money";
import { cityNow, dateClock, fromCityInput, toCityInput } from "../kit/time";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { count, say, sayCode } from "../words";

type Plan = components["schemas"]["PlanBody"];
type Tried = components["schemas"]["PlanMade"];
type Kind = Plan["kind"];
type Act = "apply" | "tell" | "undo";

const every_ms = 3000;
const day_ms = 24 * 3600_000;

/** Many cards at once: first it is only tried, then done batch by batch, told to the owners, or taken back. */
export function CardPlans({ door, campaign_id }: { door: Door; campaign_id: string }) {
  const plans = useSignal<Plan[]>([]);
  const tried = useSignal<Tried | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  useEvery(every_ms, load);

  async function load(): Promise<void> {
    const answer = await door.call<{ plans: Plan[] }>("/ops/card-plans");
    if (answer.ok) plans.value = answer.value.plans;
  }

  async function act(plan_id: string, what: Act): Promise<void> {
    const answer = await door.call(`/ops/card-plans/${plan_id}/${what}`, { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    if (tried.value?.plan_id === plan_id) tried.value = null;
    await load();
  }

  async function tryOut(body: object): Promise<void> {
    const answer = await door.call<Tried>("/ops/card-plans", { method: "POST", body: { ...body, campaign_id } });
    refusal.value = answer.ok ? null : answer.refusal;
    tried.value = answer.ok ? answer.value : null;
    await load();
  }

  return (
    <section class="panel stack wide" aria-label={say("plan.title")}>
      <h2>{say("plan.title")}</h2>
      <PlanForm onTry={tryOut} />
      <div role="status">
        {tried.value && (
          <p class="notice calm">
            {say("plan.would_touch", {
              cards: count("cards", tried.value.would_touch.cards),
              amount: roundYuan(tried.value.would_touch.money_fen),
            })}
          </p>
        )}
      </div>
      {refusal.value && <Notice refusal={refusal.value} />}
      {plans.value.length > 0 && (
        <ul class="stack">
          {plans.value.map((plan) => (
            <PlanRow key={plan.plan_id} plan={plan} onAct={act} />
          ))}
        </ul>
      )}
    </section>
  );
}

function PlanForm({ onTry }: { onTry: (body: object) => Promise<void> }) {
  const kind = useSignal<Kind>("extend");
  const end = useSignal(toCityInput(cityNow() + 30 * day_ms));
  const reason = useSignal("");
  const busy = useSignal(false);
  const has_end = kind.value !== "recall";

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const new_end = has_end ? fromCityInput(end.value) : null;
    await onTry({ kind: kind.value, reason: reason.value.trim(), new_end });
    busy.value = false;
  }

  return (
    <form class="plan-form" onSubmit={submit}>
      <label class="field">
        <span>{say("plan.kind")}</span>
        <select class="input" value={kind} onChange={(event) => (kind.value = event.currentTarget.value as Kind)}>
          {(["extend", "recall", "reissue"] as const).map((each) => (
            <option key={each} value={each}>{sayCode("plan_kind", each)}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{say("plan.new_end")}</span>
        <input class="input" type="datetime-local" required={has_end} disabled={!has_end} value={end}
          onInput={(event) => (end.value = event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{say("plan.reason")}</span>
        <input class="input" required maxLength={200} value={reason} onInput={(event) => (reason.value = event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy.value}>
        {say("plan.try")}
      </button>
    </form>
  );
}

function PlanRow({ plan, onAct }: { plan: Plan; onAct: (plan_id: string, what: Act) => Promise<void> }) {
  return (
    <li class="letter">
      <div>
        <strong>{sayCode("plan_kind", plan.kind)}</strong>{" "}
        <span class={plan.state === "applied" ? "tag good" : "tag"}>{sayCode("plan_state", plan.state)}</span>{" "}
        {plan.told_at && <span class="tag warm">{say("plan.told")}</span>}
        <p class="small soft">
          {plan.reason} · {say("plan.touched", { cards: count("cards", plan.cards), amount: roundYuan(plan.money_fen) })}
          {plan.new_end && <> · {say("plan.until", { time: dateClock(plan.new_end) })}</>}
          {" · "}
          <span class="number">{dateClock(plan.made_at)}</span>
        </p>
      </div>
      <div class="acts">
        {actsOf(plan).map((what) => (
          <button key={what} type="button" class={what === "apply" ? "button main" : "button"}
            onClick={() => void onAct(plan.plan_id, what)}>
            {sayCode("plan_act", what)}
          </button>
        ))}
      </div>
    </li>
  );
}

/** What the server would not refuse: a plan whose owners know of it stays, unless it is a recall. */
function actsOf({ state, told_at, kind }: Plan): Act[] {
  if (state === "planned") return ["apply"];
  const undo: Act[] = told_at === null || kind === "recall" ? ["undo"] : [];
  if (state === "applying") return undo;
  if (state !== "applied") return [];
  return told_at === null ? ["tell", ...undo] : undo;
}
