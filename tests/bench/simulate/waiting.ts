/**
 * How long what answers a request was ready to run and had to wait for a processor, because other programs had it: that is the measuring
 * machine's and not the request's. From Linux's `/proc/…/schedstat` (run time, waiting time, in ns); 0 where there is none.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds so far, of this process's main and working threads, and of the sessions of a database. */
export function waitedFor(postmaster: number | null): number {
	const own = tasks().map((task) => `/proc/self/task/${task}`);
	const sessions = postmaster === null ? [] : sessionsOf(postmaster).map((pid) => `/proc/${pid}`);
	return (
		[...own, ...sessions].reduce((sum, place) => sum + Number(read(`${place}/schedstat`).split(' ')[1] ?? 0), 0) / 1e6
	);
}

const names = new Map<string, boolean>();

/** The main thread, and those in which Node reads, writes and computes for it; not those that tidy up meanwhile. */
function tasks(): readonly string[] {
	return listed('/proc/self/task').filter((task) => {
		const counts =
			names.get(task) ??
			(task === String(process.pid) || read(`/proc/self/task/${task}/comm`).startsWith('libuv-worker'));
		names.set(task, counts);
		return counts;
	});
}

/** Processes that serve a connection. */
function sessionsOf(postmaster: number): readonly string[] {
	return read(`/proc/${postmaster}/task/${postmaster}/children`)
		.split(' ')
		.filter((pid) => /^\d+$/.test(pid) && read(`/proc/${pid}/cmdline`).includes(' repit_'));
}

function listed(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
