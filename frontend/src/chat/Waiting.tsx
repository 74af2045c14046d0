import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { say } from "../words";
import { clearConversation } from "./conversation";
import { customerCall } from "./session";
import { repeatTurn } from "./turn";

/** A place in line as the server told it; seconds are real. */
type Place = {
  number: number | null;
  ahead: number;
  from_s: number;
  to_s: number;
  poll_s: number;
  reason: string | null;
  can_reach: boolean;
};
type Standing = { state: "none" | "waiting" | "called"; place?: Place };

export const waits = (refusal: Refusal): boolean => refusal.code === "waiting" || refusal.code === "out_of_reach";

/** The waiting room: one's own place with an honest range, why it moved, and ways out. It goes on by itself. */
export function Waiting({ refusal }: { refusal: Refusal }) {
  const place = useSignal(refusal.details as unknown as Place);
  const told = useSignal(false);
  useEffect(() => {
    let timer = 0;
    let over = false;
    const look = async (): Promise<void> => {
      const answer = await customerCall<Standing>("/gate/place");
      if (over) return;
      if (answer.ok && answer.value.state !== "waiting") return repeatTurn();
      if (answer.ok && answer.value.place) place.value = answer.value.place;
      timer = window.setTimeout(() => void look(), place.value.poll_s * 1000);
    };
    timer = window.setTimeout(() => void look(), place.value.poll_s * 1000);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [refusal]);

  async function tellMe(): Promise<void> {
    if ("Notification" in window) await Notification.requestPermission();
    told.value = (await customerCall<Standing>("/gate/notify", { method: "POST", body: {} })).ok;
  }

  async function leave(): Promise<void> {
    await customerCall<Standing>("/gate/leave", { method: "POST", body: {} });
    clearConversation();
  }

  const { number, ahead, from_s, to_s, reason, can_reach } = place.value;
  return (
    <section class="panel stack" role="status" aria-label={say("waiting.title")}>
      <h2>{say("waiting.title")}</h2>
      <p>{refusal.message}</p>
      {number === null ? (
        <p class="number">{say("waiting.lot")}</p>
      ) : (
        <p class="number">{say("waiting.place", { number, ahead })}</p>
      )}
      <p class="number">{say("waiting.range", { from: span(from_s), to: span(to_s) })}</p>
      {reason !== null && <p class="soft">{say("waiting.slower")}</p>}
      {!can_reach && <p>{say("waiting.out_of_reach")}</p>}
      <p class="soft small">{refusal.safe}</p>
      <div class="row">
        <button type="button" class="button" disabled={told.value} onClick={() => void tellMe()}>
          {say(told.value ? "waiting.will_tell" : "waiting.tell_me")}
        </button>
        <button type="button" class="button quiet" onClick={() => void leave()}>
          {say("waiting.leave")}
        </button>
      </div>
    </section>
  );
}

/** Seconds below a minute and a half, minutes above. */
function span(seconds: number): string {
  return seconds < 90 ? say("waiting.seconds", { count: Math.max(1, Math.round(seconds)) }) : say("waiting.minutes", { count: Math.round(seconds / 60) });
}
