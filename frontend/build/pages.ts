import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Plugin } from "vite";

const shell_file = resolve(import.meta.dirname, "page.html");
const place = "<!-- page -->";

/** Puts what a page says of itself (its title and its script) into the one document that all pages share. */
export function sharedPage(): Plugin {
  return {
    name: "shared-page",
    transformIndexHtml: {
      order: "pre",
      handler: (own) => readFileSync(shell_file, "utf-8").replace(place, () => own.trim()),
    },
  };
}
