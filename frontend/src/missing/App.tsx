import { PageHead } from "../parts/PageHead";
import { say } from "../words";

/** What a mistyped or outdated address shows: that nothing is here, and the way to what is. */
export function App() {
  return (
    <>
      <PageHead part="" />
      <main class="page stack">
        <h2>{say("missing.title")}</h2>
        <p>{say("missing.text")}</p>
        <p>
          <a class="button main" href="/">
            {say("missing.home")}
          </a>
        </p>
      </main>
    </>
  );
}
