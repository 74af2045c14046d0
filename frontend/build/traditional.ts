import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { Converter } from "opencc-js/cn2t";
import type { Plugin } from "vite";

const module_id = "virtual:zh-Hant";
const words_folder = resolve(import.meta.dirname, "../src/words");

type Words = Record<string, string>;

/**
 * The zh-Hant catalogue, derived from zh-Hans by OpenCC at build time and corrected by `words/zh-Hant.json`,
 * which holds only the differences. The converter and its dictionaries never reach the browser.
 */
export function traditionalWords(): Plugin {
  return {
    name: "traditional-words",
    resolveId: (id) => (id === module_id ? `\0${module_id}` : undefined),
    load(id) {
      if (id !== `\0${module_id}`) return undefined;
      for (const name of ["zh-Hans", "zh-Hant"]) this.addWatchFile(wordsFile(name));
      return `export default ${JSON.stringify({ ...derived(read("zh-Hans")), ...read("zh-Hant") })}`;
    },
  };
}

function derived(simplified: Words): Words {
  const convert = Converter({ from: "cn", to: "tw" });
  return Object.fromEntries(Object.entries(simplified).map(([key, text]) => [key, convert(text)]));
}

function read(name: string): Words {
  return JSON.parse(readFileSync(wordsFile(name), "utf-8")) as Words;
}

function wordsFile(name: string): string {
  return resolve(words_folder, `${name}.json`);
}
