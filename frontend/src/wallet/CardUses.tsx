import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Card } from "../api/types";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { TextToSend } from "../parts/TextToSend";
import { say } from "../words";
import { customerCall } from "../chat/session";

type Code = { code: string; ends_at: string };

/** What can be done with a card besides ordering: give it away, show it at a till, take a gift back. */
export function CardUses({ card, onChange }: { card: Card; onChange: () => Promise<void> }) {
  const shown = useSignal<Code | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);

  async function ask(path: string, body: object = {}): Promise<void> {
    busy.value = true;
    const answer = await customerCall<Code | null>(path, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) {
      shown.value = answer.value ?? null;
      await onChange();
    }
    busy.value = false;
  }

  const offer = `/cards/${card.card_id}/gift`;
  const button = (text: string, act: () => Promise<void>) => (
    <button type="button" class="button" disabled={busy.value} onClick={() => void act()}>
      {text}
    </button>
  );
  return (
    <div class="stack">
      {card.state === "issued" && (
        <div class="uses">
          {button(say("gift.offer"), () => ask(offer))}
          {button(say("till.show"), () => ask(`/cards/${card.card_id}/till`))}
        </div>
      )}
      {card.on === "gift" && shown.value === null && button(say("gift.show"), () => ask(offer))}
      {card.on === "till" && shown.value === null && button(say("till.show"), () => ask(`/cards/${card.card_id}/till`))}
      <div role="status" class="stack">
        {shown.value && (
          <>
            {card.on === "till" && <strong class="till-code number">{shown.value.code}</strong>}
            {card.on === "gift" && <TextToSend label={say("gift.send")} text={shown.value.code} rows={4} />}
            <p class="small soft">
              {say(card.on === "till" ? "till.hint" : "gift.hint", { until: dateClock(shown.value.ends_at) })}
            </p>
          </>
        )}
      </div>
      {card.on === "gift" && shown.value && button(say("gift.take_back"), () => ask("/gifts/take-back", { code: shown.value!.code }))}
      {refusal.value && <Notice refusal={refusal.value} />}
    </div>
  );
}

/** The taker's side: a pasted code becomes a card. */
export function GiftForm({ onTaken }: { onTaken: () => Promise<void> }) {
  const code = useSignal("");
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const taken = useSignal(false);

  async function accept(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    const answer = await customerCall<Card>("/gifts/accept", { method: "POST", body: { code: code.value.trim() } });
    refusal.value = answer.ok ? null : answer.refusal;
    taken.value = answer.ok;
    if (answer.ok) {
      code.value = "";
      await onTaken();
    }
    busy.value = false;
  }

  return (
    <form class="panel stack" onSubmit={accept}>
      <h3>{say("gift.title")}</h3>
      <label class="field">
        <span>{say("gift.code")}</span>
        <input class="input" autocomplete="off" required maxLength={200} value={code}
          onInput={(event) => (code.value = event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy.value}>
        {say("gift.accept")}
      </button>
      <div role="status">{taken.value && <p class="got">{say("gift.taken")}</p>}</div>
      {refusal.value && <Notice refusal={refusal.value} />}
    </form>
  );
}
