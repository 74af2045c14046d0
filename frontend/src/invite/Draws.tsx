import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import { call } from "../api/client";
import { customerCall } from "../chat/session";
import { yuan } from "../kit/money";
import { Notice } from "../parts/Notice";
import { say } from "../words";
import type { Day, Draw, Own } from "./types";

/** The daily draw: how it is earned, what it may win and how often, and what proves it. */
export function Draws({ own, onDrawn }: { own: Own; onDrawn: () => void }) {
  const drawn = useSignal<Draw | null>(null);
  const refusal = useSignal<Refusal | null>(null);

  async function draw(): Promise<void> {
    const answer = await customerCall<Draw>("/invites/draws", { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) {
      drawn.value = answer.value;
      onDrawn();
    }
  }

  return (
    <div class="stack tight">
      <h3>{say("invite.draw_title")}</h3>
      <p>{say("invite.draw_rule", { every: own.rules.draw_every })}</p>
      <table>
        <caption class="soft small">{say("invite.odds")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("invite.prize")}</th>
            <th scope="col">{say("invite.chance")}</th>
          </tr>
        </thead>
        <tbody>
          {own.rules.prizes.map(({ amount_fen, odds_ppm }) => (
            <tr key={amount_fen}>
              <td class="number">{yuan(amount_fen)}</td>
              <td class="number">{`${odds_ppm / 10_000}%`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div role="status">
        {drawn.value && (
          <p class="notice kept">
            {drawn.value.amount_fen > 0
              ? say("invite.won", { amount: yuan(drawn.value.amount_fen) })
              : say("invite.nothing")}
          </p>
        )}
      </div>
      {refusal.value && <Notice refusal={refusal.value} />}
      <button class="button" type="button" disabled={own.draws_left === 0} onClick={() => void draw()}>
        {say("invite.draw", { left: own.draws_left })}
      </button>
      <Proof />
    </div>
  );
}

function Proof() {
  const days = useSignal<Day[]>([]);
  useEffect(() => {
    void call<{ days: Day[] }>("/invites/days").then((answer) => {
      if (answer.ok) days.value = answer.value.days;
    });
  }, []);
  return (
    <details>
      <summary>{say("invite.proof_title")}</summary>
      <p class="soft small">{say("invite.proof")}</p>
      <dl class="proof">
        {days.value.map(({ day, commitment, seed }) => (
          <div key={day}>
            <dt class="number">{day}</dt>
            <dd>{commitment}</dd>
            <dd class="soft">{seed ?? say("invite.seed_later")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
