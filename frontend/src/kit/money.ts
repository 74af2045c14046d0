const exact = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

/** Integer fen as people read it: 1 → ¥0.01, -250000 → −¥2,500.00. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? "−" : "";
  return `${sign}¥${(Math.abs(fen) / 100).toLocaleString("en-US", exact)}`;
}

/** Large sums without the fen, grouped: 300000000 → ¥3,000,000. */
export function roundYuan(fen: number): string {
  const sign = fen < 0 ? "−" : "";
  return `${sign}¥${Math.round(Math.abs(fen) / 100).toLocaleString("en-US")}`;
}

/** What a person typed as yuan, in fen: "2.50" → 250. */
export function inFen(typed: string): number {
  return Math.round(Number(typed) * 100);
}
