import type { Overview } from "../api/types";
import { dateClock } from "../kit/time";
import { say, sayCode } from "../words";

type Kept = NonNullable<Overview["audit"]>["promises"][number];

/** The audit: broken promises stand open with the ids that offend; those that are kept can be unfolded. */
export function Promises({ audit }: { audit: Overview["audit"] }) {
  const all = audit?.promises ?? [];
  const broken = all.filter(({ ok }) => !ok);
  const kept = all.filter(({ ok }) => ok);
  return (
    <section class="panel stack promises wide" aria-label={say("ops.promises")}>
      <h2>
        {say("ops.promises")}{" "}
        {audit && (
          <span class={`tag ${broken.length ? "bad" : "good"}`}>
            {broken.length ? say("ops.broken", { number: broken.length }) : say("ops.all_kept")}
          </span>
        )}
      </h2>
      {audit === null && <p class="soft">{say("ops.no_audit")}</p>}
      {broken.length > 0 && <List promises={broken} />}
      {kept.length > 0 && (
        <details>
          <summary>{say("ops.kept_ones", { number: kept.length })}</summary>
          <List promises={kept} />
        </details>
      )}
      {audit && <p class="soft small number">{say("ops.audited_at", { time: dateClock(audit.at) })}</p>}
    </section>
  );
}

function List({ promises }: { promises: Kept[] }) {
  return (
    <ul>
      {promises.map((promise) => (
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
  );
}
