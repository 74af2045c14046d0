import { PageHead } from "../parts/PageHead";
import { say } from "../words";
import { Own } from "./Own";
import { UseCode } from "./UseCode";

/** Two things, on one page that needs no other app: use somebody's code, and give one's own. */
export function App() {
  return (
    <>
      <PageHead part={say("invite.part")}>
        <a class="button quiet" href="/">
          {say("invite.home")}
        </a>
      </PageHead>
      <main class="page stack">
        <UseCode />
        <Own />
      </main>
    </>
  );
}
