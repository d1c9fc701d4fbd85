/** The finest time that is kept of anything. */
const DAY = 86_400_000;

export const dayOf = (now: number): number => Math.floor(now / DAY);
export const startOf = (day: number): number => day * DAY;
/** Seconds until the next day. */
export const untilTomorrow = (now: number): number => Math.ceil((startOf(dayOf(now) + 1) - now) / 1000);
