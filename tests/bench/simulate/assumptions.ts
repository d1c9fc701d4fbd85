/**
 * What people do, as numbers, each with its reason; none is measured. Whoever knows better gives another one as
 * `--name=value`, and sees what it changes. A space is one team without circles.
 */
export const ASSUMPTIONS = {
	/** Teams of outreach workers have 3 to 12; a circle or two is within what is rounded away. */
	workers: 6,
	/** Saves a worker a day: five persons met or called, eight saves each. */
	entries: 40,
	/** A push waits 2 to 62 s after a save (`docs/protocol.md`, 9.1), and gathers what comes meanwhile. */
	entriesInPush: 2,
	/** Minutes a day with the app before one's eyes; a pull every 60 s. */
	minutesInUse: 90,
	/** Minutes a day with the app only open; a pull every 15 min. */
	minutesOpen: 240,
	/** Of the other phones, how many hear a hint at that moment, and pull: 330 of 600 minutes of a working day. */
	connected: 0.55,
	/** Photographs and scans a worker a day, and bytes of one. */
	files: 0.2,
	fileBytes: 500_000,
	/** Working days a month. */
	days: 21,
	/** Of a day's requests, how many fall into its busiest hour: everybody is in before the round goes out. */
	busiestHour: 0.2,
	/** The busiest minute against the mean of that hour: vans that come back into the network. */
	burst: 3,
	/** Months that a case stays, by the team's retention. */
	months: 36,
	/** How busy a processor may be in the busiest minute: above, waiting grows quickly. */
	busy: 0.5,
	/** Processors, and GB of disk, of one database machine. */
	databaseCores: 8,
	databaseGB: 2000,
	/** Euros a month, of the order that European hosts ask in 2026: a processor with its 4 GB, a GB of disk, a GB of objects. */
	core: 8,
	diskGB: 0.1,
	objectGB: 0.015,
	/** Euros for a GB sent. */
	sentGB: 0.01,
	/** Everything stored this many times: the disk, its standby, a backup. */
	copies: 3,
	seed: 1
};

export type Assumptions = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;

/** `--name=value …`; `error`: the argument that is none. */
export function assumed(args: readonly string[]): { readonly made: Assumptions; readonly error: string | null } {
	const made: Record<string, number> = { ...ASSUMPTIONS };
	for (const arg of args) {
		const [, name = '', value = ''] = /^--(\w+)=(\d+(?:\.\d+)?)$/.exec(arg) ?? [];
		if (!Object.hasOwn(ASSUMPTIONS, name)) return { made: ASSUMPTIONS, error: arg };
		made[name] = Number(value);
	}
	return { made: made as Assumptions, error: null };
}
