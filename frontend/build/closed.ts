import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Plugin } from "vite";

const source = resolve(import.meta.dirname, "../src");
const languages = ["zh-Hans", "en"] as const;

/**
 * `closed.html`: what a CDN or a proxy shows when nothing behind it answers. One file with its style inside, no script
 * and no other file, from the words and tokens of the pages, in both languages at once. It never reloads by itself: that would
 * move what somebody is reading, and a crowd that reloads in step is what a house that comes back can least bear.
 */
export function closedPage(): Plugin {
  return {
    name: "closed-page",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: `closed.html`, source: page() });
    },
  };
}

const style = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-content:center;padding:var(--space-5);background:var(--paper);color:var(--ink);
font:var(--text)/1.55 var(--sans)}
main{display:grid;gap:var(--space-6);max-width:34rem;padding:var(--space-6) var(--space-5);background:var(--card);
border:1px solid var(--line);border-radius:var(--radius-large);box-shadow:var(--shadow)}
h1{margin:0 0 var(--space-2);font:600 var(--text-title)/1.3 var(--serif)}
p{margin:0 0 var(--space-2)}
p:last-of-type{color:var(--ink-soft);font-size:var(--text-small)}
button{min-height:2.75rem;padding:0 var(--space-5);font:inherit;color:inherit;background:none;border:1px solid var(--line);
border-radius:var(--radius-large);cursor:pointer}
section+section{padding-top:var(--space-6);border-top:1px solid var(--line)}`;

function page(): string {
  const names = languages.map((language) => words(language)["closed.title"]);
  return `<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>千杯 Qianbei · ${escaped(names.join(" · "))}</title>
<style>${tokens()}${style}</style>
</head>
<body>
<main>
${languages.map(part).join("\n")}
</main>
</body>
</html>
`;
}

function part(language: string): string {
  const said = words(language);
  const line = (key: string) => escaped(said[key] ?? "");
  return `<section lang="${language}">
<h1>${line("closed.title")}</h1>
<p>${line("closed.down")}</p>
<p>${line("closed.kept")}</p>
<p>${line("closed.again")}</p>
<form><button>${line("action.retry")}</button></form>
</section>`;
}

function words(language: string): Record<string, string> {
  return JSON.parse(readFileSync(resolve(source, `words/${language}.json`), "utf-8")) as Record<string, string>;
}

function tokens(): string {
  return readFileSync(resolve(source, "tokens.css"), "utf-8").replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/\s+/g, " ");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
