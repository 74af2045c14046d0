import { dateClock } from "../kit/time";
import { language, say } from "../words";
import type { RuleBook } from "./types";

/** The campaign's rules as they stand, and every version before, so that nobody need trust that they did not move. */
export function Rules({ book }: { book: RuleBook }) {
  if (book.versions.length === 0) return null;
  return (
    <section class="panel rules" aria-label={say("rules.title")}>
      {book.versions.map((each, index) => (
        <details key={each.version} open={index === 0}>
          <summary>
            {say(index === 0 ? "rules.now" : "rules.before", { version: each.version, since: dateClock(each.since) })}
          </summary>
          <ul class="terms small">
            {(language.value === "en" ? each.rules.en : each.rules["zh-Hans"]).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
