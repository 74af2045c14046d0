import { useEffect } from "preact/hooks";

/** Does a step now and again a while after it ended, as long as the page is looked at and the caller is drawn. */
export function useEvery(wait_ms: number, step: () => Promise<unknown>, reset: unknown = null): void {
  useEffect(() => {
    let over = false;
    let timer = 0;
    const round = async (): Promise<void> => {
      if (!document.hidden) await step();
      if (!over) timer = window.setTimeout(() => void round(), wait_ms);
    };
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [reset]);
}
