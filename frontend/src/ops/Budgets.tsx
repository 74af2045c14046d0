import { useSignal } from "@preact/signals";

import type { components } from "../../.generated/schema";
import type { Refusal } from "../api/answer";
import type { Overview } from "../api/types";
import { useEvery } from "../kit/every";
import { roundYuan } from "../kit/money";
import { dateClock } from "../kit/time";
import type { Door } from "../parts/door";
import { Notice } from "../parts/Notice";
import { count, nameOf, say, sayCode } from "../words";

type Seen = components["schemas"]["BudgetsBody"];
type Node = Seen["nodes"][number];
type Name = NonNullable<Overview["campaign"]>["name"];

const every_ms = 10_000;

/** The campaign's budgets as a tree, with what burns and until when it lasts; and the way of its cards. */
export function Budgets({ door, names }: { door: Door; names: Name[] }) {
  const seen = useSignal<Seen | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  useEvery(every_ms, async () => {
    const answer = await door.call<Seen>("/ops/budgets");
    refusal.value = answer.ok ? null : answer.refusal;
    if (answer.ok) seen.value = answer.value;
  });
  return (
    <section class="panel stack wide" aria-label={say("budget.title")}>
      <h2>{say("budget.title")}</h2>
      {refusal.value && <Notice refusal={refusal.value} />}
      {seen.value === null && refusal.value === null && <p class="soft">{say("app.opening")}</p>}
      {seen.value && <Funnel cards={seen.value.cards} moves={seen.value.moves} />}
      {seen.value && <Tree nodes={seen.value.nodes} names={names} />}
      {seen.value && <p class="soft small number">{say("budget.counted_at", { time: dateClock(seen.value.at) })}</p>}
    </section>
  );
}

/** Issue, hold, redeem, release: how often each happened, and what became of the rest. */
function Funnel({ cards, moves }: { cards: Seen["cards"]; moves: Seen["moves"] }) {
  const issued = Object.values(cards).reduce((sum, number) => sum + number, 0);
  const steps: [string, number][] = [
    [say("funnel.issued"), issued],
    [say("funnel.held"), moves.hold ?? 0],
    [say("funnel.redeemed"), moves.redeem ?? 0],
    [say("funnel.released"), moves.release ?? 0],
    [say("funnel.returned"), moves.return ?? 0],
    [say("funnel.free_now"), cards.issued ?? 0],
    [say("funnel.held_now"), cards.held ?? 0],
    [say("funnel.gifted"), cards.gifted ?? 0],
    [say("funnel.expired"), cards.expired ?? 0],
    [say("funnel.revoked"), cards.revoked ?? 0],
  ];
  return (
    <dl class="figures">
      {steps.map(([name, number]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">{number.toLocaleString("en-US")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Tree({ nodes, names }: { nodes: Node[]; names: Name[] }) {
  if (nodes.length === 0) return <p class="soft">{say("ops.no_campaign")}</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={say("budget.title")}>
      <table>
        <thead>
          <tr>
            <th>{say("ops.budget")}</th>
            <th class="right">{say("budget.given")}</th>
            <th class="right">{say("budget.lent")}</th>
            <th class="right">{say("ops.left")}</th>
            <th class="right">{say("budget.burn")}</th>
            <th class="right">{say("budget.runs_out")}</th>
          </tr>
        </thead>
        <tbody>
          {inTreeOrder(nodes).map(({ node, depth }) => (
            <tr key={node.node_id}>
              <td class="told" style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
                {sayCode("budget_kind", node.kind)} {!isId(node.label) && <span class="soft">{labelOf(node, names)}</span>}
              </td>
              <td class="number right">
                {roundYuan(node.given_fen)} <span class="soft">({node.given_count.toLocaleString("en-US")})</span>
              </td>
              <td class="number right">{roundYuan(node.lent_fen + node.set_aside_fen)}</td>
              <td class="number right">{leftOf(node)}</td>
              <td class="number right">{say("budget.an_hour", { amount: roundYuan(node.burn_fen_per_hour) })}</td>
              <td class="number right">{endOf(node)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of a wave, cards are let out by its pace: none left now is no end. */
function leftOf({ kind, left_fen, left_count }: Node): string {
  const parts = [];
  if (left_fen !== null) parts.push(roundYuan(left_fen));
  if (left_count !== null)
    parts.push(kind === "wave" ? say("budget.cards_now", { cards: count("cards", left_count) }) : count("cards", left_count));
  return parts.length > 0 ? parts.join(" · ") : say("budget.unlimited");
}

function endOf({ left_fen, dry, runs_out_at }: Node): string {
  if (dry !== null && left_fen !== 0) return sayCode("wave_dry", dry);
  return runs_out_at === null ? say("budget.not_in_sight") : dateClock(runs_out_at);
}

/** A budget that was opened under a campaign's name keeps it in one language. */
function labelOf({ label }: Node, names: Name[]): string {
  const name = names.find((each) => Object.values(each).includes(label));
  return name ? nameOf(name) : label;
}

/** A budget opened without a name of its own carries its id, which tells a reader nothing. */
function isId(label: string): boolean {
  return /^[0-9a-f]{8}-/.test(label);
}

/** Parents before their children; each with how deep it lies. */
function inTreeOrder(nodes: Node[]): { node: Node; depth: number }[] {
  const known = new Set(nodes.map(({ node_id }) => node_id));
  const under = (parent: string | null, depth: number): { node: Node; depth: number }[] =>
    nodes
      .filter(({ parent_id }) => (parent_id !== null && known.has(parent_id) ? parent_id : null) === parent)
      .flatMap((node) => [{ node, depth }, ...under(node.node_id, depth + 1)]);
  return under(null, 0);
}
