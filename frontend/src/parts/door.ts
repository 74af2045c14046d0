import { signal, type Signal } from "@preact/signals";

import type { Answer } from "../api/answer";
import { call, type Request } from "../api/client";
import type { Session } from "../api/types";
import { tabMemory } from "../kit/memory";
import { setCityClock } from "../kit/time";

/**
 * A staff page's own sign-in, for this tab only. The cookie of the customer's chat in the same browser is neither
 * read nor written, so one person can watch all four pages side by side.
 */
export class Door {
  readonly session: Signal<Session | null> = signal(null);
  readonly ready: Signal<boolean> = signal(false);
  private token: string | null;

  constructor(private readonly name: "store" | "rider" | "ops") {
    this.token = tabMemory.recall(this.memoryKey);
  }

  /** Picks up the tab's session if it still holds. */
  async resume(): Promise<void> {
    if (this.token !== null) {
      const answer = await call<Session>("/session", { bearer: this.token });
      if (answer.ok) this.welcome(answer.value);
      else if (answer.refusal.status === 401) this.leave();
    }
    this.ready.value = true;
  }

  welcome(session: Session): void {
    this.token = session.token;
    tabMemory.remember(this.memoryKey, session.token);
    setCityClock(session.city.now, session.city.speed);
    this.session.value = session;
  }

  /** Goes on as whoever this token names, before it is known who that is in full. */
  hold(token: string): void {
    this.token = token;
  }

  leave(): void {
    this.token = null;
    tabMemory.forget(this.memoryKey);
    this.session.value = null;
  }

  /** A call as this tab's person; a session that has ended leads back to the sign-in. */
  async call<T>(path: string, request: Request = {}): Promise<Answer<T>> {
    const answer = await call<T>(path, { ...request, bearer: this.token });
    if (!answer.ok && answer.refusal.status === 401) this.leave();
    return answer;
  }

  private get memoryKey(): string {
    return `qianbei.${this.name}.token`;
  }
}
