/** The cup that fills as the order goes its way; `part` from 0 to 1. */
export function Cup({ part }: { part: number }) {
  const inside_px = 74;
  return (
    <svg class="cup" viewBox="0 0 80 110" aria-hidden="true" focusable="false">
      <clipPath id="cup-inside">
        <path d="M13 24h54l-6 56a21 23 0 0 1-42 0Z" />
      </clipPath>
      <path d="M52 2 46 22" stroke="var(--brand)" stroke-width="5" stroke-linecap="round" fill="none" />
      <g clip-path="url(#cup-inside)">
        <rect width="80" height="110" fill="var(--sunken)" />
        <g class="tea" style={{ transform: `translateY(${Math.round(inside_px * (1 - part))}px)` }}>
          <path d="M0 34c10-7 18 5 28 0s18 5 28 0 16 4 24 0v80H0Z" fill="var(--milk)" />
          <path d="M0 58c10-5 18 4 28 0s18 4 28 0 16 3 24 0v60H0Z" fill="var(--tea)" />
        </g>
        <g fill="var(--pearl)">
          <circle cx="30" cy="92" r="4.500" />
          <circle cx="40" cy="96" r="4.500" />
          <circle cx="50" cy="91" r="4.500" />
        </g>
      </g>
      <path d="M13 24h54l-6 56a21 23 0 0 1-42 0Z" fill="none" stroke="var(--brand)" stroke-width="3" />
      <rect x="9" y="18" width="62" height="9" rx="4.500" fill="var(--brand)" />
    </svg>
  );
}
