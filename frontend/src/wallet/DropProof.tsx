import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { customerCall } from "../chat/session";
import { say } from "../words";
import type { Drop } from "./types";

/** What was committed to before anybody came, and after the draw what anybody needs to compute it again. */
export function DropProof({ drop }: { drop: Drop }) {
  const seed = useSignal<string | null>(null);
  const is_drawn = drop.state !== "announced";
  useEffect(() => {
    if (is_drawn) void look();
  }, [is_drawn]);

  async function look(): Promise<void> {
    const answer = await customerCall<{ seed: string | null }>(`/drops/${drop.drop_id}`);
    if (answer.ok) seed.value = answer.value.seed;
  }

  return (
    <div class="stack small">
      <p class="soft">{say("drop.proof")}</p>
      <code>{drop.commitment}</code>
      {seed.value !== null && (
        <>
          <p class="soft">{say("drop.seed")}</p>
          <code>{seed.value}</code>
          <p class="soft">{say("drop.verify")}</p>
          <code>qianbei drops verify --drop {drop.drop_id}</code>
        </>
      )}
    </div>
  );
}
