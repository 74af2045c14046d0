import { signal } from "@preact/signals";
import hant from "virtual:zh-Hant";

import type { Language, Name } from "../api/types";
import { recall, remember } from "../kit/memory";
import english from "./en.json";
import hans from "./zh-Hans.json";

/** The words of the pages. A key that a language lacks fails the type check and a test. */
export type Key = keyof typeof hans & keyof typeof english;

const catalogues: Record<Language, Record<string, string>> = { "zh-Hans": hans, "zh-Hant": hant, en: english };
const memory_key = "qianbei.language";

export const languages: readonly { code: Language; label: string }[] = [
  { code: "zh-Hans", label: "简" },
  { code: "zh-Hant", label: "繁" },
  { code: "en", label: "EN" },
];

export const language = signal<Language>(firstLanguage());

export function speak(code: Language): void {
  language.value = code;
  remember(memory_key, code);
}

/** The text of a key in the reader's language, its `{parameters}` filled in. */
export function say(key: Key, parameters: Record<string, string | number> = {}): string {
  const text = catalogues[language.value][key] ?? key;
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** The text of a key made from a code of the server, or the code itself when a newer server sends one unknown here. */
export function sayCode(prefix: "state" | "ended" | "card_state" | "payment" | "qualifier" | "account" | "promise" | "unused" | "traffic" | "payout" | "budget_kind" | "plan_kind" | "plan_state" | "plan_act" | "moved" | "ladder" | "knob" | "resource" | "key_kind" | "review_step" | "run_state" | "task" | "actor" | "desk_fault" | "desk_reason" | "store_pay" | "wave_dry", code: string): string {
  return catalogues[language.value][`${prefix}.${code}`] ?? code.replaceAll("_", " ");
}

/** One or many: the key's `.one` or `.many` text, with the number in it. */
export function count(what: "cups" | "minutes" | "cards", number: number): string {
  return say(`count.${what}.${number === 1 ? "one" : "many"}`, { number: number.toLocaleString("en-US") });
}

/** A name in the reader's language, or the nearest one it has. */
export function nameOf(name: Name): string {
  const nearest = language.value === "zh-Hant" ? "zh-Hans" : "en";
  return name[language.value] ?? name[nearest] ?? name["zh-Hans"] ?? "";
}

export function distance(distance_m: number): string {
  return distance_m < 1000 ? `${Math.round(distance_m / 10) * 10} m` : `${(distance_m / 1000).toFixed(1)} km`;
}

function firstLanguage(): Language {
  const known = recall<Language>(memory_key);
  if (known !== null && known in catalogues) return known;
  const tag = (navigator.language ?? "").toLowerCase();
  if (tag.startsWith("en")) return "en";
  return /^zh-(hant|tw|hk|mo)/.test(tag) ? "zh-Hant" : "zh-Hans";
}
