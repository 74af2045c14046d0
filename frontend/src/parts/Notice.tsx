import type { Refusal } from "../api/answer";
import { say } from "../words";

/** A refusal as the person needs it: what happened, what is safe, what to do; with one way to go on. */
export function Notice({ refusal, action, onAction }: { refusal: Refusal; action?: string; onAction?: () => void }) {
  return (
    <div class="notice" role="alert">
      <strong>{refusal.message}</strong>
      {refusal.safe !== "" && <span>{refusal.safe}</span>}
      {refusal.next !== "" && <span>{refusal.next}</span>}
      {onAction && (
        <button type="button" class="button" onClick={onAction}>
          {action ?? say("action.retry")}
        </button>
      )}
    </div>
  );
}
