import { effect } from "@preact/signals";
import { render, type ComponentChild } from "preact";

import "../base.css";
import "./parts.css";
import { language, say, type Key } from "../words";

/** Draws a page and keeps the document's language and title in step with the reader's choice. */
export function start(page: ComponentChild, title: Key): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = say(title);
  });
  render(page, document.getElementById("app")!);
}
