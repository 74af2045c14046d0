/** What a call ends in: a value, or a refusal that can be shown to a person as it is. */
export type Refusal = {
  code: string;
  message: string;
  /** What is safe: the card, the money. */
  safe: string;
  /** What to do now. */
  next: string;
  details: Record<string, unknown>;
  /** The HTTP status; 0 when no answer arrived. */
  status: number;
  retry_after_s: number | null;
};

export type Answer<T> = { ok: true; value: T; status: number } | { ok: false; refusal: Refusal };

export function refused(refusal: Partial<Refusal> & { code: string; message: string }): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { safe: "", next: "", details: {}, status: 0, retry_after_s: null, ...refusal } };
}
