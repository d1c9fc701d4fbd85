/**
 * Holds a whole browser to a fraction of a core: by the kernel's quota for a group of processes where this machine lets us
 * make one, otherwise by stopping every process of it for the rest of each period. Chromium's own throttle slows the page's
 * thread only, not its Workers nor the threads of WebCrypto.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PERIOD_MS = 25;
const QUOTA_PERIOD_US = 10_000;
/** Processes that start meanwhile are looked for this often. */
const LOOK_MS = 250;

export interface Hold {
	readonly how: 'nothing' | 'cgroup quota' | 'stopping and continuing';
	release(): void;
}

/** Holds the process tree of `root` to one part in `by` of a core. */
export function hold(root: number, by: number): Hold {
	if (by <= 1) return { how: 'nothing', release: () => undefined };
	return byQuota(root, by) ?? byStopping(root, by);
}

function byQuota(root: number, by: number): Hold | null {
	const name = `repit-bench-${process.pid}-${root}`;
	const quota = Math.round(QUOTA_PERIOD_US / by);
	const unified = existsSync('/sys/fs/cgroup/cgroup.controllers');
	const group = join(unified ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu', name);
	try {
		mkdirSync(group);
		if (unified) writeFileSync(join(group, 'cpu.max'), `${quota} ${QUOTA_PERIOD_US}`);
		else {
			writeFileSync(join(group, 'cpu.cfs_period_us'), String(QUOTA_PERIOD_US));
			writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
		}
		const enter = (into: string) => {
			for (const pid of treeOf(root)) writeFileSync(join(into, 'cgroup.procs'), String(pid));
		};
		enter(group);
		const release = () => {
			// All out before the group can go; one that has ended meanwhile is out already.
			for (let tries = 0; tries < 5; tries++) {
				try {
					enter(join(group, '..'));
					rmdirSync(group);
					return;
				} catch {
					continue;
				}
			}
		};
		return { how: 'cgroup quota', release };
	} catch {
		try {
			rmdirSync(group);
		} catch {
			// It was never made.
		}
		return null;
	}
}

function byStopping(root: number, by: number): Hold {
	let over = false;
	let tree = treeOf(root);
	const all = (name: 'SIGSTOP' | 'SIGCONT') => {
		for (const pid of tree) signal(pid, name);
	};
	const look = setInterval(() => (tree = treeOf(root)), LOOK_MS);
	const turn = () => {
		all('SIGCONT');
		if (over) return;
		setTimeout(() => {
			if (over) return;
			all('SIGSTOP');
			setTimeout(turn, PERIOD_MS * (1 - 1 / by));
		}, PERIOD_MS / by);
	};
	turn();
	const release = () => {
		over = true;
		clearInterval(look);
		all('SIGCONT');
	};
	return { how: 'stopping and continuing', release };
}

/** The process that was started with this profile, and all below it. */
export function browserOf(profile: string): number {
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const command = commandOf(Number(name));
		if (command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=')) return Number(name);
	}
	throw new Error('no browser on this profile');
}

function treeOf(root: number): readonly number[] {
	const children = new Map<number, number[]>();
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const parent = parentOf(Number(name));
		if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
	}
	const all = [root];
	for (const pid of all) all.push(...(children.get(pid) ?? []));
	return all;
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

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
	try {
		process.kill(pid, name);
	} catch {
		// Gone meanwhile.
	}
}
