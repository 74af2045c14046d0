import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { components } from "../../.generated/schema";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { say, sayCode } from "../words";
import type { Decision, Review } from "./Reviews";

type Evidence = components["schemas"]["Evidence"];
type Mate = Evidence["ring"][number];
type Props = {
  door: Door;
  review: Review;
  canDecide: boolean;
  onDecide: (review_ids: string[], decision: Decision, words: string) => Promise<boolean>;
};

/** What a decision can follow from: with how many people what is shared, who they are, and what was said so far. */
export function EvidenceView({ door, review, canDecide, onDecide }: Props) {
  const seen = useSignal<Evidence | null>(null);
  useEffect(() => void load(), [review.review_id, review.changed_at]);
  async function load(): Promise<void> {
    const answer = await door.call<Evidence>(`/ops/reviews/${review.review_id}/evidence`);
    if (answer.ok) seen.value = answer.value;
  }
  if (seen.value === null) return <p class="soft">{say("app.opening")}</p>;
  const { steps, shared, ring } = seen.value;
  const also = ring.flatMap(({ waiting }) => waiting).filter((id) => id !== review.review_id);
  return (
    <div class="stack">
      <ul class="terms small">
        {shared.map(({ kind, people }) => (
          <li key={kind}>{say("review.shares", { kind: sayCode("key_kind", kind), people })}</li>
        ))}
      </ul>
      {ring.length > 1 && <Ring ring={ring} own={review.person_id} />}
      <ol class="history small">
        {steps.map((step, index) => (
          <li key={index}>
            <span class="number soft">{dateClock(step.at)}</span>
            <span>
              {sayCode("review_step", step.step)}
              {step.words !== "" && <>: {step.words}</>}
              {step.by_id && <span class="soft"> ({step.by_id.slice(-6)})</span>}
            </span>
          </li>
        ))}
      </ol>
      {canDecide && <DecisionForm review={review} also={also} onDecide={onDecide} />}
    </div>
  );
}

function Ring({ ring, own }: { ring: Mate[]; own: string }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={say("review.ring")}>
      <table>
        <caption class="small soft">{say("review.ring_of", { people: ring.length })}</caption>
        <thead>
          <tr>
            <th>{say("review.who")}</th>
            <th>{say("review.what")}</th>
            <th>{say("review.since")}</th>
            <th class="right">{say("review.cards")}</th>
            <th class="right">{say("review.cups")}</th>
            <th class="right">{say("review.waits")}</th>
          </tr>
        </thead>
        <tbody>
          {ring.map((mate) => (
            <tr key={mate.person_id}>
              <td class="number">
                {mate.person_id.slice(-6)} {mate.person_id === own && <span class="tag">{say("review.this_one")}</span>}
              </td>
              <td>{mate.shares.map((kind) => sayCode("key_kind", kind)).join(" · ")}</td>
              <td class="number">{dateClock(mate.first_seen_at)}</td>
              <td class="number right">{mate.cards}</td>
              <td class="number right">{mate.cups}</td>
              <td class="number right">{mate.waiting.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DecisionForm({ review, also, onDecide }: { review: Review; also: string[]; onDecide: Props["onDecide"] }) {
  const words = useSignal("");
  const whole = useSignal(false);
  const busy = useSignal(false);
  const silent = useSignal(false);

  async function decide(decision: Decision): Promise<void> {
    silent.value = decision === "denied" && words.value.trim() === "";
    if (silent.value || busy.value) return;
    busy.value = true;
    const ids = whole.value ? [review.review_id, ...also] : [review.review_id];
    if (await onDecide(ids, decision, words.value.trim())) words.value = "";
    busy.value = false;
  }

  return (
    <div class="stack">
      <label class="field">
        <span>{say("review.words")}</span>
        <input class="input" maxLength={500} value={words} aria-invalid={silent.value}
          onInput={(event) => {
            words.value = event.currentTarget.value;
            silent.value = false;
          }} />
        {silent.value && <span class="small" role="alert">{say("review.words_first")}</span>}
      </label>
      {also.length > 0 && (
        <label class="check">
          <input type="checkbox" checked={whole} onChange={(event) => (whole.value = event.currentTarget.checked)} />
          <span>{say("review.whole_ring", { number: also.length })}</span>
        </label>
      )}
      <div class="acts start">
        <button type="button" class="button main" disabled={busy.value} onClick={() => void decide("cleared")}>
          {say("review.clear")}
        </button>
        <button type="button" class="button" disabled={busy.value} onClick={() => void decide("denied")}>
          {say("review.deny")}
        </button>
      </div>
    </div>
  );
}
