/** The processes of a browser, by its profile: to be slowed, stopped or killed, and never those of another. */
import { readdirSync, readFileSync } from 'node:fs';

/** The process that was started with this profile. */
export function browserOf(profile: string): number {
	for (const pid of pids()) {
		const command = commandOf(pid);
		if (command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=')) return pid;
	}
	throw new Error('no browser on this profile');
}

/** A process and all below it. */
export function treeOf(root: number): readonly number[] {
	const children = new Map<number, number[]>();
	for (const pid of pids()) {
		const parent = parentOf(pid);
		if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
	}
	const all = [root];
	for (const pid of all) all.push(...(children.get(pid) ?? []));
	return all;
}

/** The processes that draw the pages of a browser and run their Workers. */
export function pagesOf(profile: string): readonly number[] {
	return treeOf(browserOf(profile)).filter((pid) => commandOf(pid).includes('--type=renderer'));
}

/** The process that keeps the databases of a browser; the browser starts another when it is asked for one. */
export function storageOf(profile: string): readonly number[] {
	return treeOf(browserOf(profile)).filter((pid) => commandOf(pid).includes('=storage.mojom.StorageService'));
}

export function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
	try {
		process.kill(pid, name);
	} catch {
		// Gone meanwhile.
	}
}

function pids(): readonly number[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

function parentOf(pid: number): number | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
	} catch {
		return null; // gone meanwhile
	}
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}
