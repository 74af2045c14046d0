import { useEvery } from "../kit/every";
import { say } from "../words";
import { countUnread, unread } from "./inbox";

const every_ms = 300_000;
const shown_max = 99;

/** The way to the inbox, with how much in it is new. */
export function Bell({ here }: { here: boolean }) {
  useEvery(every_ms, countUnread);
  const number = unread.value;
  const label = number === 0 ? say("messages.title") : say("messages.bell", { number });
  return (
    <a href="#/messages" class="bell" aria-current={here ? "page" : undefined} aria-label={label} title={label}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M12 3a6 6 0 0 0-6 6v4l-2 4h16l-2-4V9a6 6 0 0 0-6-6zM9.5 19a2.5 2.5 0 0 0 5 0" fill="none"
          stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round" />
      </svg>
      {number > 0 && <span class="badge number">{number > shown_max ? `${shown_max}+` : number}</span>}
    </a>
  );
}
