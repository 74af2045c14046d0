import type { Overview } from "../api/types";
import { dateClock } from "../kit/time";
import { say, sayCode } from "../words";

/** The audit, promise by promise, with the ids that offend. */
export function Promises({ audit }: { audit: Overview["audit"] }) {
  const broken = audit?.promises.filter(({ ok }) => !ok).length ?? 0;
  return (
    <section class="panel stack promises" aria-label={say("ops.promises")}>
      <h2>
        {say("ops.promises")}{" "}
        {audit && <span class={`tag ${broken ? "bad" : "good"}`}>{broken ? say("ops.broken", { number: broken }) : say("ops.all_kept")}</span>}
      </h2>
      {audit === null && <p class="soft">{say("ops.no_audit")}</p>}
      <ul>
        {audit?.promises.map((promise) => (
          <li key={promise.name}>
            <span class={`tag ${promise.ok ? "good" : "bad"}`}>{say(promise.ok ? "ops.kept" : "ops.not_kept")}</span>
            <span>
              {sayCode("promise", promise.name)}
              {!promise.ok && (
                <code>
                  {promise.offending}: {promise.sample.join(" ")}
                </code>
              )}
            </span>
          </li>
        ))}
      </ul>
      {audit && <p class="soft small number">{say("ops.audited_at", { time: dateClock(audit.at) })}</p>}
    </section>
  );
}
