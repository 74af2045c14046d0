import { useSignal } from "@preact/signals";

import type { Refusal } from "../api/answer";
import { customerCall } from "../chat/session";
import { roundYuan, yuan } from "../kit/money";
import { cityNow, dateClock, tick } from "../kit/time";
import { Notice } from "../parts/Notice";
import { nameOf, say } from "../words";
import type { Packet, Share } from "./types";

/** Red packets that are open or will be, each with the person's own share and what proves the deck. */
export function Packets({ packets, onChange }: { packets: Packet[]; onChange: () => Promise<void> }) {
  return (
    <section class="panel stack" aria-labelledby="packets-title">
      <h3 id="packets-title">{say("packet.title")}</h3>
      {packets.length === 0 && <p class="soft">{say("packet.none")}</p>}
      {packets.map((packet) => (
        <PacketView key={packet.packet_id} packet={packet} onChange={onChange} />
      ))}
    </section>
  );
}

function PacketView({ packet, onChange }: { packet: Packet; onChange: () => Promise<void> }) {
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);

  async function open(): Promise<void> {
    busy.value = true;
    const answer = await customerCall<Share>(`/packets/${packet.packet_id}/grab`, { method: "POST", body: {} });
    refusal.value = answer.ok ? null : answer.refusal;
    await onChange();
    busy.value = false;
  }

  return (
    <article class="packet">
      <h4>{nameOf(packet.name)}</h4>
      <p class="small soft">
        {say("packet.size", { total: roundYuan(packet.total_fen), count: packet.count, left: packet.count - packet.taken })}
        {" · "}
        {say("packet.time", { from: dateClock(packet.opens_at), until: dateClock(packet.ends_at) })}
      </p>
      <div role="status">{packet.mine && <p class="got">{say("packet.got", { amount: yuan(packet.mine.amount_fen) })}</p>}</div>
      {packet.mine === null && (
        <button type="button" class="button main" disabled={busy.value || !isOpen(packet)} onClick={() => void open()}>
          {wordsFor(packet)}
        </button>
      )}
      {refusal.value && <Notice refusal={refusal.value} />}
      <details>
        <summary>{say("packet.proof_title")}</summary>
        <p class="small soft">{say("packet.proof")}</p>
        <code class="small">{packet.commitment}</code>
      </details>
    </article>
  );
}

function isOpen(packet: Packet): boolean {
  void tick.value;
  const now = cityNow();
  return Date.parse(packet.opens_at) <= now && now < Date.parse(packet.ends_at) && packet.taken < packet.count;
}

function wordsFor(packet: Packet): string {
  if (packet.taken >= packet.count) return say("packet.empty");
  const now = cityNow();
  if (now < Date.parse(packet.opens_at)) return say("packet.later", { time: dateClock(packet.opens_at) });
  return say(now < Date.parse(packet.ends_at) ? "packet.open" : "packet.over");
}
