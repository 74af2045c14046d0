import { effect, signal } from "@preact/signals";

import { recall, remember } from "../kit/memory";
import { canRead, readAlways } from "./aloud";

/** Large type, one thing a screen, and answers read aloud: for whoever wants it calm and big. Remembered. */
const memory_key = "qianbei.elder";

export const elder = signal(recall<boolean>(memory_key) === true);

export function setElder(wanted: boolean): void {
  elder.value = wanted;
  remember(memory_key, wanted);
  if (canRead()) readAlways(wanted);
}

export function dressForElders(): void {
  effect(() => {
    document.documentElement.classList.toggle("elder", elder.value);
  });
}
