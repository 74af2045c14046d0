/** A cup with the round foot of a tumbler doll: it may rock, it does not fall. */
export function Logo() {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path d="M40 4 35 22" stroke="var(--brand)" stroke-width="5" stroke-linecap="round" fill="none" />
      <path d="M11 24h42l-4 18a17 17 0 0 1-34 0Z" fill="var(--tea)" />
      <path d="M11 24h42l-1.8 8c-7 4-12-3-19.200 0-7.200 3-12 3-19.200 0Z" fill="var(--milk)" />
      <rect x="8" y="18" width="48" height="8" rx="4" fill="var(--brand)" />
      <g fill="var(--pearl)">
        <circle cx="25" cy="51" r="3.400" />
        <circle cx="33" cy="53" r="3.400" />
        <circle cx="40" cy="49" r="3.400" />
      </g>
      <path d="M18 61h28" stroke="var(--brand)" stroke-width="3" stroke-linecap="round" />
    </svg>
  );
}
