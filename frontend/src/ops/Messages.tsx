import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import type { Channels } from "../api/types";
import { useEvery } from "../kit/every";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { language, say } from "../words";

const every_ms = 5000;

type Channel = Channels["channels"][number];

/** What goes outside, and the switch that stops it: stopped, it is silent once nothing is in a worker's hands. */
export function Messages({ door }: { door: Door }) {
  const now = useSignal<Channels | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const { value: spoken } = language;
  useEvery(every_ms, () => take("/ops/messages"), spoken);

  async function take(path: string, stopped?: boolean): Promise<void> {
    const request = stopped === undefined ? {} : { method: "POST" as const, body: { stopped } };
    const answer = await door.call<Channels>(path, request);
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) now.value = answer.value;
  }

  return (
    <section class="panel stack wide" aria-label={say("ops.messages")}>
      <h2>{say("ops.messages")}</h2>
      {refusal.value && <Notice refusal={refusal.value} />}
      <ul class="stack">
        {now.value?.channels.map((channel) => (
          <Row key={channel.channel} channel={channel}
            onTurn={() => take(`/ops/messages/${channel.channel}`, !channel.is_stopped)} />
        ))}
      </ul>
      <ul class="small soft">
        {now.value?.switches.slice(0, 3).map((turn) => (
          <li key={turn.at + turn.channel}>
            {say(turn.is_stopped ? "ops.messages_was_stopped" : "ops.messages_was_started", {
              channel: nameOf(turn.channel),
              at: dateClock(turn.at),
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ channel, onTurn }: { channel: Channel; onTurn: () => Promise<void> }) {
  const busy = useSignal(false);
  async function turn(): Promise<void> {
    busy.value = true;
    await onTurn();
    busy.value = false;
  }
  const { queued, in_hand, sent, refused, gone, unknown } = channel;
  return (
    <li class="stack">
      <div>
        <strong>{nameOf(channel.channel)}</strong>{" "}
        <span class={`tag ${channel.is_stopped ? "warm" : "good"}`}>
          {say(channel.is_stopped ? "ops.messages_stopped" : "ops.messages_running")}
        </span>
        <p class="small soft">{say("ops.messages_counts", { queued, in_hand, sent, refused, gone, unknown })}</p>
      </div>
      <div class="acts">
        <button type="button" class="button" disabled={busy.value} onClick={() => void turn()}>
          {say(channel.is_stopped ? "ops.messages_start" : "ops.messages_stop", { channel: nameOf(channel.channel) })}
        </button>
      </div>
    </li>
  );
}

function nameOf(channel: Channel["channel"]): string {
  return say(channel === "sms" ? "ops.messages_sms" : "ops.messages_push");
}
