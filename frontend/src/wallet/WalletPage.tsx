import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Refusal } from "../api/answer";
import type { Wallet } from "../api/types";
import { customerCall } from "../chat/session";
import type { Own } from "../invite/types";
import { dateClock } from "../kit/time";
import { Notice } from "../parts/Notice";
import { language, nameOf, say } from "../words";
import { Cards } from "./Cards";
import { CashView } from "./Cash";
import { GiftForm } from "./CardUses";
import { Drops } from "./Drops";
import { Earn } from "./Earn";
import { Invites } from "./Invites";
import { Packets } from "./Packets";
import { Rules } from "./Rules";
import { somethingWaits, Waits } from "./Waits";
import type { Cash, Packet, RuleBook, Waiting, Ways } from "./types";

type Held = {
  wallet: Wallet;
  cash: Cash;
  packets: Packet[];
  invites: Own;
  rules: RuleBook;
  waiting: Waiting;
  ways: Ways;
};

/** All that a person holds: cards, cash, red packets, gifts and invites, each with what happened to it. */
export function WalletPage() {
  const held = useSignal<Held | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  async function load(): Promise<void> {
    const answer = await whole();
    if ("held" in answer) held.value = answer.held;
    refusal.value = "refusal" in answer ? answer.refusal : null;
  }
  const { value: spoken } = language;
  useEffect(() => void load(), [spoken]);
  return (
    <main id="main" class="narrow stack" tabIndex={-1} aria-busy={held.value === null && refusal.value === null}>
      <h2>{say("wallet.title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} onAction={() => void load()} />}
      {held.value === null && refusal.value === null && <p class="soft">{say("wallet.opening")}</p>}
      {held.value && <Sections held={held.value} load={load} />}
    </main>
  );
}

function Sections({ held: { wallet, cash, packets, invites, rules, waiting, ways }, load }: { held: Held; load: () => Promise<void> }) {
  return (
    <>
      {wallet.campaign && (
        <p class="soft">
          {say("wallet.campaign", { name: nameOf(wallet.campaign.name), until: dateClock(wallet.campaign.ends_at) })}
        </p>
      )}
      <Drops onWon={load} />
      <Waits waiting={waiting} onChange={load} />
      {(wallet.cards.length > 0 || !somethingWaits(waiting)) && <Cards cards={wallet.cards} onChange={load} />}
      <CashView cash={cash} packets={packets} onChange={load} />
      <Packets packets={packets} onChange={load} />
      <Earn ways={ways} onEarned={load} />
      <GiftForm onTaken={load} />
      <Invites own={invites} />
      <Rules book={rules} />
    </>
  );
}

/** Everything at once, or the first refusal: five notices of one lost line would help nobody. */
async function whole(): Promise<{ held: Held } | { refusal: Refusal }> {
  const [wallet, cash, packets, invites, rules, waiting, ways] = await Promise.all([
    customerCall<Wallet>("/wallet"),
    customerCall<Cash>("/wallet/cash"),
    customerCall<{ packets: Packet[] }>("/packets"),
    customerCall<Own>("/invites"),
    customerCall<RuleBook>("/campaign/rules"),
    customerCall<Waiting>("/rewards/waiting"),
    customerCall<Ways>("/campaign/ways"),
  ]);
  if (!wallet.ok) return wallet;
  if (!cash.ok) return cash;
  if (!packets.ok) return packets;
  if (!invites.ok) return invites;
  if (!rules.ok) return rules;
  if (!waiting.ok) return waiting;
  if (!ways.ok) return ways;
  return {
    held: {
      wallet: wallet.value,
      cash: cash.value,
      packets: packets.value.packets,
      invites: invites.value,
      rules: rules.value,
      waiting: waiting.value,
      ways: ways.value,
    },
  };
}
