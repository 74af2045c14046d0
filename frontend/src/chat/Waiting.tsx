import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { dateClock } from "../kit/time";
import { say, sayCode } from "../words";
import { clearConversation } from "./conversation";
import { customerCall } from "./session";
import { repeatTurn, speakInstead } from "./turn";

/** A place in line as the server told it; seconds are real. */
type Place = {
  number: number | null;
  ahead: number;
  from_s: number;
  to_s: number;
  poll_s: number;
  reason: string | null;
  can_reach: boolean;
  keep_card: boolean;
  notify: boolean;
  is_form: boolean;
};
type Standing = { state: "none" | "waiting" | "called" | "later"; place: Place | null; card_until: string | null };

/** The quick form: what a tap shows and what it says. */
const taps = [
  { label: "form.usual_label", words: "form.usual" },
  { label: "form.three_nearest_label", words: "form.three_nearest" },
  { label: "form.cheapest_label", words: "form.cheapest" },
] as const;
const first_look_s = 1;

export const waits = (refusal: Refusal): boolean => ["waiting", "out_of_reach", "too_soon"].includes(refusal.code);

/** The waiting room: one's own place with an honest range, why it moved, and ways out. It goes on by itself. */
export function Waiting({ refusal }: { refusal: Refusal }) {
  const place = useSignal<Place | null>(refusal.code === "too_soon" ? null : (refusal.details as unknown as Place));
  const kept_until = useSignal<string | null>(null);
  useEffect(() => {
    let timer = 0;
    let over = false;
    const wait = (): number => window.setTimeout(() => void look(), (place.value?.poll_s ?? first_look_s) * 1000);
    const look = async (): Promise<void> => {
      const answer = await customerCall<Standing>("/gate/place");
      if (over) return;
      if (answer.ok && answer.value.state !== "waiting") return repeatTurn();
      if (answer.ok && answer.value.place) place.value = answer.value.place;
      timer = wait();
    };
    if (kept_until.value === null) timer = wait();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [refusal, kept_until.value]);

  async function go(way: "notify" | "form" | "leave" | "later"): Promise<void> {
    const answer = await customerCall<Standing>(`/gate/${way}`, { method: "POST", body: {} });
    if (!answer.ok) return;
    if (answer.value.place) place.value = answer.value.place;
    if (answer.value.state === "called") return repeatTurn();
    if (way === "leave") clearConversation();
    if (answer.value.state === "later") kept_until.value = answer.value.card_until ?? "";
  }

  async function tellMe(): Promise<void> {
    if ("Notification" in window) await Notification.requestPermission();
    await go("notify");
  }

  async function fill(words: string): Promise<void> {
    await go("form");
    speakInstead(words);
  }

  if (kept_until.value !== null) return <Kept until={kept_until.value} />;
  return (
    <section class="panel stack" role="status" aria-label={say("waiting.title")}>
      <h2>{say("waiting.title")}</h2>
      <p>{refusal.message}</p>
      {place.value && <Numbers place={place.value} />}
      <p class="soft small">{refusal.safe}</p>
      {place.value && (
        <>
          <div class="ways-out" role="group" aria-label={say("waiting.form")}>
            <span class="soft small">{say(place.value.is_form ? "waiting.form_chosen" : "waiting.form")}</span>
            {taps.map(({ label, words }) => (
              <button key={label} type="button" class="button quiet small" onClick={() => void fill(say(words))}>
                {say(label)}
              </button>
            ))}
          </div>
          <div class="ways-out">
            <button type="button" class="button" disabled={place.value.notify} onClick={() => void tellMe()}>
              {say(place.value.notify ? "waiting.will_tell" : "waiting.tell_me")}
            </button>
            {place.value.keep_card && (
              <button type="button" class="button" onClick={() => void go("later")}>
                {say("waiting.later")}
              </button>
            )}
            <button type="button" class="button quiet" onClick={() => void go("leave")}>
              {say("waiting.leave")}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function Numbers({ place: { number, ahead, from_s, to_s, reason, can_reach } }: { place: Place }) {
  return (
    <>
      <p class="number">{number === null ? say("waiting.lot") : say("waiting.place", { number, ahead })}</p>
      {reason !== "stopped" && <p class="number">{say("waiting.range", { from: span(from_s), to: span(to_s) })}</p>}
      {reason !== null && <p class="soft">{sayCode("moved", reason)}</p>}
      {!can_reach && <p>{say("waiting.out_of_reach")}</p>}
    </>
  );
}

/** The place was given up, the card lasts longer. */
function Kept({ until }: { until: string }) {
  return (
    <section class="panel stack" role="status" aria-label={say("waiting.kept")}>
      <h2>{say("waiting.kept")}</h2>
      <p>{until === "" ? say("waiting.kept_nothing") : say("waiting.kept_until", { time: dateClock(until) })}</p>
      <button type="button" class="button quiet" onClick={clearConversation}>
        {say("waiting.kept_close")}
      </button>
    </section>
  );
}

/** A closed house: that it is, when it hopes to open, and the card for longer. */
export function Closed({ refusal }: { refusal: Refusal }) {
  const kept_until = useSignal<string | null>(null);
  const back_at = refusal.details.back_at as string | null | undefined;
  async function keep(): Promise<void> {
    const answer = await customerCall<Standing>("/gate/later", { method: "POST", body: {} });
    if (answer.ok) kept_until.value = answer.value.card_until ?? "";
  }
  if (kept_until.value !== null) return <Kept until={kept_until.value} />;
  return (
    <section class="panel stack" role="status" aria-label={say("closed.title")}>
      <h2>{say("closed.title")}</h2>
      <p>{refusal.message}</p>
      <p class="number">{back_at ? say("closed.back_at", { time: dateClock(back_at) }) : say("closed.not_known")}</p>
      <p class="soft small">{refusal.safe}</p>
      <div class="ways-out">
        <button type="button" class="button" onClick={() => void keep()}>
          {say("waiting.later")}
        </button>
        <button type="button" class="button quiet" onClick={() => void repeatTurn()}>
          {say("action.retry")}
        </button>
      </div>
    </section>
  );
}

/** Seconds below a minute and a half, minutes above. */
function span(seconds: number): string {
  return seconds < 90 ? say("waiting.seconds", { count: Math.max(1, Math.round(seconds)) }) : say("waiting.minutes", { count: Math.round(seconds / 60) });
}
