import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Overview } from "../api/types";
import { useEvery } from "../kit/every";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { Logo } from "../parts/Logo";
import { Notice } from "../parts/Notice";
import { PageHead } from "../parts/PageHead";
import { language, say } from "../words";
import { Budgets } from "./Budgets";
import { CardPlans } from "./CardPlans";
import { Messages } from "./Messages";
import { Model } from "./Model";
import { Campaign, Money } from "./Money";
import { Gate } from "./Gate";
import { DeadLetters, Outbox } from "./Outbox";
import { OrderDesk } from "./OrderDesk";
import { Orders, Recent } from "./Orders";
import { Pacing } from "./Pacing";
import { Promises } from "./Promises";
import { Reviews } from "./Reviews";
import { enter, link_refusal } from "./enter";

const every_ms = 2000;

export function App({ door }: { door: Door }) {
  return (
    <>
      <PageHead part={say("ops.part")}>
        {door.session.value && (
          <button type="button" class="button quiet" onClick={() => door.leave()}>
            {say("sign_in.leave")}
          </button>
        )}
      </PageHead>
      {!door.ready.value && <main class="page soft">{say("app.opening")}</main>}
      {door.ready.value && (door.session.value ? <Screen door={door} /> : <KeyForm door={door} />)}
    </>
  );
}

/** Everything on one calm page: the promises first, since a broken one outranks every other number. */
function Screen({ door }: { door: Door }) {
  const overview = useSignal<Overview | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const chosen = useSignal("");
  const { value: spoken } = language;
  useEvery(every_ms, load, spoken);

  async function load(): Promise<void> {
    const answer = await door.call<Overview>("/ops/overview");
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) overview.value = answer.value;
  }

  async function retry(event_id: string): Promise<void> {
    const answer = await door.call(`/ops/dead-letters/${event_id}/retry`, { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) await load();
  }

  const now = overview.value;
  return (
    <main class="page">
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {now === null && refusal.value === null && <p class="soft">{say("app.opening")}</p>}
      {now && (
        <>
          <p class="soft small number">{say("ops.city_time", { time: dateClock(now.now) })}</p>
          <div class="ops">
            <Promises audit={now.audit} />
            <Orders overview={now} />
            <Campaign campaign={now.campaign} />
            <Money money={now.money} />
            <Outbox outbox={now.outbox} />
            <Model model={now.model} />
            <Reviews door={door} />
            <Budgets door={door} names={now.campaign ? [now.campaign.name] : []} />
            {now.campaign && <Pacing door={door} campaign_id={now.campaign.campaign_id} />}
            {now.campaign && <CardPlans door={door} campaign_id={now.campaign.campaign_id} />}
            <Gate door={door} />
            <Messages door={door} />
            <OrderDesk door={door} chosen={chosen} />
            <Recent orders={now.orders_recent} chosen={chosen} />
            <DeadLetters letters={now.dead_letters} onRetry={retry} />
          </div>
        </>
      )}
    </main>
  );
}

function KeyForm({ door }: { door: Door }) {
  const key = useSignal("");
  const refusal = useSignal<Refusal | null>(null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    refusal.value = await enter(door, key.value.trim());
  }
  return (
    <main class="panel sign-in stack">
      <Logo />
      <h2>{say("ops.sign_in")}</h2>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{say("ops.key")}</span>
          <input class="input" type="password" autocomplete="off" required value={key}
            onInput={(event) => (key.value = event.currentTarget.value)} />
        </label>
        <p class="soft small">{say("ops.key_where")}</p>
        {refusal.value === null && link_refusal.value && (
          <p class="notice" role="alert">
            {link_refusal.value.code === "operator_key_wrong" ? say("ops.key_wrong") : link_refusal.value.message}
          </p>
        )}
        {refusal.value && <Notice refusal={refusal.value} />}
        <button type="submit" class="button main wide">
          {say("sign_in.enter")}
        </button>
      </form>
    </main>
  );
}
