/** What became of a pushed item (`docs/protocol.md`, 11). */
export const STORED = 0;
export const THERE = 1;
export const OTHER = 2;
export const GAP = 3;
export const REFUSED = 4;
