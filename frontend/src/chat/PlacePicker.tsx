import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Place } from "../api/types";
import { Notice } from "../parts/Notice";
import { nameOf, say } from "../words";
import { customerCall, deliverTo, session } from "./session";

/** Where to bring it: asked before anything else, changed at any time from the head of the page. */
export function PlacePicker({ onDone }: { onDone: () => void }) {
  const places = useSignal<Place[] | null>(null);
  const wanted = useSignal("");
  const detail = useSignal("");
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function load(): Promise<void> {
    refusal.value = null;
    const answer = await customerCall<{ places: Place[] }>("/places?limit=100");
    if (answer.ok) places.value = answer.value.places;
    else refusal.value = answer.refusal;
  }

  async function choose(place: Place): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = await deliverTo(place.place_id, detail.value.trim());
    busy.value = false;
    if (refusal.value === null) onDone();
  }

  useEffect(() => void load(), []);
  const shown = (places.value ?? []).filter((place) => matches(place, wanted.value));
  return (
    <main id="main" class="narrow stack places" tabIndex={-1}>
      <h2>{say("place.title")}</h2>
      <p class="soft">{say("place.why")}</p>
      <div class="place-fields">
        <label class="field">
          <span>{say("place.find")}</span>
          <input class="input" type="search" value={wanted} onInput={(event) => (wanted.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{say("place.detail")}</span>
          <input class="input" maxLength={80} autocomplete="off" placeholder={say("place.detail_example")} value={detail}
            onInput={(event) => (detail.value = event.currentTarget.value)} />
        </label>
      </div>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {places.value !== null && shown.length === 0 && <p class="soft">{say("place.none")}</p>}
      <ul class="place-list">
        {shown.map((place) => (
          <li key={place.place_id}>
            <button type="button" class="button wide" disabled={busy.value} onClick={() => void choose(place)}>
              {nameOf(place.name)}
            </button>
          </li>
        ))}
      </ul>
      {session.value?.address && (
        <button type="button" class="button quiet" onClick={onDone}>
          {say("place.keep", { place: nameOf(session.value.address.name) })}
        </button>
      )}
    </main>
  );
}

function matches(place: Place, wanted: string): boolean {
  const words = wanted.trim().toLowerCase();
  return Object.values(place.name).some((name) => name?.toLowerCase().includes(words));
}
