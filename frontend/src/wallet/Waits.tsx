import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { say } from "../words";
import type { Waiting, WaitingReview } from "./types";

/** Is something of theirs on its way, so that an empty wallet is not all there is to say? */
export function somethingWaits({ first, reviews }: Waiting): boolean {
  return first.length > 0 || reviews.some(isOpen);
}

function isOpen(review: WaitingReview): boolean {
  return review.state !== "cleared";
}

/** What waits and why, what can be done about it, and what a reviewer answered. An appeal needs one tap. */
export function Waits({ waiting, onChange }: { waiting: Waiting; onChange: () => Promise<void> }) {
  if (!somethingWaits(waiting)) return null;
  const { first, reviews, how } = waiting;
  const shown = reviews.filter(isOpen);
  return (
    <section class="panel stack" aria-labelledby="waits-title">
      <h3 id="waits-title">{say("waits.title")}</h3>
      {first.map(({ code, message }) => (
        <p key={code}>{message}</p>
      ))}
      {shown.map((review) => (
        <Wait key={review.review_id} review={review} onChange={onChange} />
      ))}
      {shown.length > 0 && <p class="small soft">{how}</p>}
    </section>
  );
}

function Wait({ review, onChange }: { review: WaitingReview; onChange: () => Promise<void> }) {
  const words = useSignal("");
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const can_appeal = review.state === "open" || review.state === "denied";

  async function appeal(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    const body = { words: words.value.trim() || say("waits.plain_appeal") };
    const answer = await customerCall(`/rewards/reviews/${review.review_id}/appeal`, { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) await onChange();
    busy.value = false;
  }

  return (
    <article class="stack packet">
      <h4>
        {review.reward_words} <span class={review.state === "denied" ? "tag sentence bad" : "tag sentence warm"}>{review.state_words}</span>
      </h4>
      <ul class="terms small">
        {review.reasons.map(({ code, message }) => (
          <li key={code}>{message}</li>
        ))}
      </ul>
      {review.answer !== "" && <p class="notice calm">{say("waits.answer", { words: review.answer })}</p>}
      {review.words !== "" && <p class="small soft">{say("waits.you_said", { words: review.words })}</p>}
      <p class="small soft">
        {review.appeal_by
          ? say("waits.appeal_by", { time: dateClock(review.appeal_by) })
          : say("waits.answer_by", { time: dateClock(review.answer_by) })}
      </p>
      {can_appeal && (
        <form class="stack" onSubmit={appeal}>
          <label class="field">
            <span>{say("waits.words")}</span>
            <input class="input" maxLength={500} value={words} onInput={(event) => (words.value = event.currentTarget.value)} />
          </label>
          <button type="submit" class="button" disabled={busy.value}>
            {say("waits.appeal")}
          </button>
        </form>
      )}
      {refusal.value && <Notice refusal={refusal.value} />}
    </article>
  );
}
