import { say } from "../words";
import { Drops } from "./Drops";

/** The drops alone: where a chip of the chat leads, and where people wait for an opening. */
export function DropsPage() {
  return (
    <main id="main" class="narrow stack" tabIndex={-1}>
      <h2>{say("drop.title")}</h2>
      <Drops whenNone={<p class="soft">{say("drop.none")}</p>} />
      <p>
        <a class="button" href="#/wallet">{say("drop.to_wallet")}</a>
      </p>
    </main>
  );
}
