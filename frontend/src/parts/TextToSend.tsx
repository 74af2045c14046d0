import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { say } from "../words";

/** Words to send by whatever way a person likes: shown whole, and copied where the browser allows it. */
export function TextToSend({ label, text, rows }: { label: string; text: string; rows: number }) {
  const copied = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      copied.value = true;
    } catch (problem) {
      // Refused by the browser: the text is marked, so the person can copy it by hand.
      if (!(problem instanceof DOMException)) throw problem;
    }
  }

  return (
    <>
      <label class="field">
        <span>{label}</span>
        <textarea ref={field} class="input" rows={rows} readOnly value={text} />
      </label>
      {"clipboard" in navigator && (
        <button class="button" type="button" onClick={() => void copy()}>
          {copied.value ? say("action.copied") : say("action.copy")}
        </button>
      )}
    </>
  );
}
