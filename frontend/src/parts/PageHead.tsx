import type { ComponentChildren } from "preact";

import { say } from "../words";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";

/** The head of every page: the mark, the page's own controls, the languages. */
export function PageHead({ part, children }: { part: string; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div class="mark">
        <Logo />
        <h1>
          {say("app.name")}
          {part !== "" && <small>{part}</small>}
        </h1>
      </div>
      {children}
      <LanguageSwitch />
    </header>
  );
}
