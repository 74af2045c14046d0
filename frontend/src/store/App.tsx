import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Store } from "../api/types";
import { tabMemory } from "../kit/memory";
import { useEvery } from "../kit/every";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { PageHead } from "../parts/PageHead";
import { SignIn } from "../parts/SignIn";
import { Logo } from "../parts/Logo";
import { nameOf, say } from "../words";
import { Queue } from "./Queue";
import { StoreBar } from "./StoreBar";
import { Till } from "./Till";

const stores_every_ms = 10_000;
const memory_key = "qianbei.store.chosen";

export function App({ door }: { door: Door }) {
  return (
    <>
      <PageHead part={say("store.part")}>
        {door.session.value && (
          <button type="button" class="button quiet" onClick={() => door.leave()}>
            {say("sign_in.leave")}
          </button>
        )}
      </PageHead>
      {!door.ready.value && <main class="page soft">{say("app.opening")}</main>}
      {door.ready.value && (door.session.value ? <Stores door={door} /> : <SignIn door={door} title={say("store.sign_in")} />)}
    </>
  );
}

function Stores({ door }: { door: Door }) {
  const stores = useSignal<Store[] | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const chosen = useSignal(tabMemory.recall(memory_key) ?? "");
  useEvery(stores_every_ms, load);

  async function load(): Promise<void> {
    const answer = await door.call<{ stores: Store[] }>("/stores?mine=1");
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) stores.value = answer.value.stores;
  }

  function choose(store_id: string): void {
    chosen.value = store_id;
    tabMemory.remember(memory_key, store_id);
  }

  const store = stores.value?.find(({ store_id }) => store_id === chosen.value) ?? stores.value?.[0];
  return (
    <main class="page stack">
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {stores.value?.length === 0 && (
        <div class="empty">
          <Logo />
          <p>{say("store.none")}</p>
        </div>
      )}
      {store && (
        <>
          <StorePicker stores={stores.value!} store={store} onChoose={choose} />
          <StoreBar door={door} store={store} onChange={load} />
          <Till key={`till-${store.store_id}`} door={door} store_id={store.store_id} />
          <Queue key={store.store_id} door={door} store_id={store.store_id} />
        </>
      )}
    </main>
  );
}

function StorePicker({ stores, store, onChoose }: { stores: Store[]; store: Store; onChoose: (id: string) => void }) {
  return (
    <div class="picker">
      <h2>{nameOf(store.name)}</h2>
      {stores.length > 1 && (
        <label class="field">
          <span>{say("store.pick")}</span>
          <select class="input" value={store.store_id} onChange={(event) => onChoose(event.currentTarget.value)}>
            {stores.map((each) => (
              <option key={each.store_id} value={each.store_id}>
                {nameOf(each.name)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
