import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import type { Refusal } from "../api/answer";
import { useEvery } from "../kit/every";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { say } from "../words";
import { EvidenceView } from "./Evidence";

type Queue = components["schemas"]["ReviewsBody"];
export type Review = Queue["reviews"][number];
type Which = "waiting" | "decided";
export type Decision = "cleared" | "denied";

const every_ms = 5000;

/** Rewards that wait for a person: why, who shares what, a yes or a no with its reason, for one or for a whole ring. */
export function Reviews({ door }: { door: Door }) {
  const which = useSignal<Which>("waiting");
  const seen = useSignal<Queue | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const { value: shown } = which;
  useEvery(every_ms, load, shown);

  async function load(): Promise<void> {
    const answer = await door.call<Queue>(`/ops/reviews?which=${which.value}`);
    if (answer.ok) seen.value = answer.value;
  }

  async function decide(review_ids: string[], decision: Decision, words: string): Promise<boolean> {
    const body = { review_ids, decision, words };
    const answer = await door.call<{ refused: unknown[] }>("/ops/reviews", { method: "POST", body });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) await load();
    return answer.ok && answer.value.refused.length === 0;
  }

  const queue = seen.value;
  return (
    <section class="panel stack wide" aria-label={say("review.title")}>
      <h2>
        {say("review.title")}{" "}
        {queue && queue.late > 0 && <span class="tag bad">{say("review.late", { number: queue.late })}</span>}
      </h2>
      <div class="acts start" role="group" aria-label={say("review.which")}>
        {(["waiting", "decided"] as const).map((each) => (
          <button key={each} type="button" class="button" aria-pressed={shown === each} onClick={() => (which.value = each)}>
            {say(each === "waiting" ? "review.waiting" : "review.decided")}
          </button>
        ))}
      </div>
      {refusal.value && <Notice refusal={refusal.value} />}
      {queue?.reviews.length === 0 && <p class="soft">{say(shown === "waiting" ? "review.none" : "review.none_decided")}</p>}
      <ul class="stack">
        {queue?.reviews.map((review) => (
          <ReviewRow key={review.review_id} door={door} review={review} onDecide={decide} />
        ))}
      </ul>
    </section>
  );
}

type RowProps = {
  door: Door;
  review: Review;
  onDecide: (review_ids: string[], decision: Decision, words: string) => Promise<boolean>;
};

function ReviewRow({ door, review, onDecide }: RowProps) {
  const opened = useSignal(false);
  const waits = review.state === "open" || review.state === "appealed";
  return (
    <li class="stack review">
      <div>
        <strong>{review.reward_words}</strong>{" "}
        <span class={review.state === "appealed" ? "tag warm" : "tag"}>{review.state_words}</span>
        <ul class="terms small">
          {review.reasons.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
        {review.words !== "" && <blockquote>{review.words}</blockquote>}
        <p class="small soft">
          {say("review.person", { person: review.person_id.slice(-6), size: review.household_size })}
          {" · "}
          {waits
            ? say("review.answer_by", { time: dateClock(review.answer_by) })
            : say("review.decided_by", { person: (review.answered_by ?? "").slice(-6), time: dateClock(review.changed_at) })}
        </p>
        {!waits && review.answer !== "" && <p class="small">{say("review.reason_given", { words: review.answer })}</p>}
      </div>
      <details onToggle={(event) => (opened.value = event.currentTarget.open)}>
        <summary>{say("review.evidence")}</summary>
        {opened.value && <EvidenceView door={door} review={review} canDecide={waits} onDecide={onDecide} />}
      </details>
    </li>
  );
}
