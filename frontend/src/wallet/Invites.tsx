import type { Own } from "../invite/types";
import { say } from "../words";

/** How inviting goes, in one line, and the way to the page that does it. */
export function Invites({ own }: { own: Own }) {
  const vested = own.brought.filter(({ state }) => state === "vested").length;
  return (
    <section class="panel stack" aria-labelledby="invites-title">
      <h3 id="invites-title">{say("wallet.invites")}</h3>
      <p class="soft">
        {own.brought.length === 0
          ? say("wallet.invites_none")
          : say("wallet.invites_so_far", { brought: own.brought.length, vested })}
      </p>
      <a class="button" href="/invite">
        {say(own.draws_left > 0 ? "wallet.invite_draw" : "wallet.invite")}
      </a>
    </section>
  );
}
