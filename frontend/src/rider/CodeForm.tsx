import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

type CodeFormProps = {
  label: string;
  button: string;
  hint: string;
  /** The code when the app already told it. */
  known: string | null;
  onCode: (code: string) => Promise<void>;
};

/** A short code typed with one thumb; filled in when the app has told it. */
export function CodeForm({ label, button, hint, known, onCode }: CodeFormProps) {
  const code = useSignal(known ?? "");
  const busy = useSignal(false);
  useEffect(() => {
    if (known !== null) code.value = known;
  }, [known]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    busy.value = true;
    await onCode(code.value.trim());
    busy.value = false;
  }

  return (
    <form class="panel stack" onSubmit={submit}>
      <label class="field">
        <span>{label}</span>
        <input class="input code" inputMode="numeric" autocomplete="off" required maxLength={8} value={code}
          onInput={(event) => (code.value = event.currentTarget.value)} />
      </label>
      <p class="soft small">{hint}</p>
      <button type="submit" class="button main wide big" disabled={busy.value}>
        {button}
      </button>
    </form>
  );
}
