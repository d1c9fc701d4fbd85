/**
 * Holds a whole browser to a fraction of a core: by the kernel's quota for a group of processes where this machine lets us
 * make one, otherwise by stopping every process of it for the rest of each period. Chromium's own throttle slows the page's
 * thread only, not its Workers nor the threads of WebCrypto.
 */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signal, treeOf } from '../support/processes.ts';

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
