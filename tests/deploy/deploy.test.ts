/** The files of `docs/deploy/`, by the programs that read them where this machine has them, and against the code always. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { parse } from 'yaml';
import { randomBytes } from '../../src/lib/crypto/suite.ts';
import { openDatabase } from '../../src/lib/server/database/database.ts';
import { readConfig } from '../../src/lib/server/index.ts';

const file = (name: string) => readFileSync(`docs/deploy/${name}`, 'utf8');
const there = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const settings = (text: string): Record<string, string> =>
	Object.fromEntries(lines(text).map((line) => line.split(/=(.*)/s) as [string, string]));

describe('the Caddyfile', () => {
	const caddy = (...args: string[]) =>
		spawnSync('caddy', [...args, '--config', 'docs/deploy/Caddyfile', '--adapter', 'caddyfile'], {
			encoding: 'utf8',
			env: { ...process.env, REPIT_HOST: 'r.example.org', REPIT_APP: 'app:4310', EMAIL: 'e@example.org' }
		});

	it('has one site, one place behind it, and nothing that keeps or changes what passes', () => {
		const words = lines(file('Caddyfile')).map((line) => line.trim().split(' ')[0]);
		const site = ['{$REPIT_HOST:repit.example.org}', 'reverse_proxy', 'flush_interval', '}', '}'];
		expect(words).toEqual(['{', 'email', 'log', 'exclude', '}', '}', ...site]);
	});

	it.skipIf(!there('caddy', 'version'))('is valid, and hands on hints at once, under HTTPS', () => {
		expect(caddy('validate').stdout).toContain('Valid configuration');
		const made = JSON.parse(caddy('adapt').stdout) as { apps: { http: { servers: Record<string, unknown> } } };
		expect(Object.values(made.apps.http.servers)).toMatchObject([
			{ listen: [':443'], routes: [{ match: [{ host: ['r.example.org'] }] }] }
		]);
		const text = JSON.stringify(made);
		expect(text).toContain('"flush_interval":-1');
		expect(text).toContain('"upstreams":[{"dial":"app:4310"}]');
		expect(text).toContain('"logging":{"logs":{"default":{"exclude":["http.log.error"]}}}');
		expect(text.match(/"logs"/g)).toHaveLength(1);
	});
});

describe('the unit', () => {
	const unit = settings(file('repit.service'));

	it('starts what is there, as a person who can write into one folder', () => {
		expect(unit).toMatchObject({ ProtectSystem: 'strict', User: 'repit', StateDirectory: 'repit', LimitCORE: '0' });
		const [, program = ''] = (unit['ExecStart'] ?? '').split(' ');
		expect(existsSync(program)).toBe(true);
		const config = readConfig(settings(file('repit.env')));
		expect(config).toMatchObject({ ok: true, value: { origin: 'https://repit.example.org' } });
		expect(settings(file('repit.env'))['DATA']).toBe('/var/lib/repit');
	});

	it.skipIf(!there('systemd-analyze', '--version') || !existsSync('/usr/bin/node'))('is one to systemd', () => {
		const folder = mkdtempSync(join(tmpdir(), 'repit-unit-'));
		writeFileSync(join(folder, 'repit.service'), file('repit.service'));
		const said = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, 'repit.service')], {
			encoding: 'utf8'
		});
		rmSync(folder, { recursive: true });
		// Of the machine's own units it may say what it likes.
		expect(said.stderr.split('\n').filter((line) => line.includes('repit'))).toEqual([]);
	});
});

describe('the container', () => {
	const container = file('Containerfile');

	it('is made of what a build is made of, and of what is there', () => {
		const copied = [...container.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
		expect(copied.filter((name) => !existsSync(name))).toEqual([]);
		const madeOf = /MADE_OF = \[([^\]]+)\]/.exec(readFileSync('src/tools/version.mjs', 'utf8'))?.[1] ?? '';
		const sources = [...madeOf.matchAll(/'([^']+)'/g)].map(([, name]) => name);
		expect(sources.length).toBeGreaterThan(5);
		expect(sources.filter((name) => !copied.includes(name ?? ''))).toEqual([]);
		const started = /^CMD \["node", "([^"]+)"\]$/m.exec(container)?.[1] ?? '';
		expect(existsSync(started)).toBe(true);
	});

	it('is put together so that the server hears the address of whoever asks from Caddy only', () => {
		const { services, volumes } = parse(file('compose.yaml')) as {
			services: Record<'app' | 'caddy', { ports?: string[]; environment: Record<string, string>; volumes: string[] }>;
			volumes: object;
		};
		expect(Object.keys(services)).toEqual(['app', 'caddy']);
		expect(services.app.ports).toBeUndefined();
		expect(services.app.environment['ADDRESS_HEADER']).toBe('x-forwarded-for');
		expect(services.caddy.environment['REPIT_APP']).toBe('app:4310');
		expect(container).toContain('PORT=4310');
		const data = /DATA=(\S+)/.exec(container)?.[1];
		expect(services.app.volumes).toEqual([`data:${data}`]);
		expect(Object.keys(volumes)).toEqual(['data', 'certificates']);
		for (const [, name = ''] of file('compose.yaml').matchAll(/\.\/(\w+):/g))
			expect(existsSync(`docs/deploy/${name}`)).toBe(true);
	});
});

it('the Citus layout names every table once, by a column that each of its unique keys has', async () => {
	const made = await openDatabase({ engine: 'sqlite', file: ':memory:' }, randomBytes);
	const layout = new Map(
		[...file('citus.sql').matchAll(/create_distributed_table\('(\w+)', '(\w+)'/g)].map(([, table = '', by = '']) => [
			table,
			by
		])
	);
	const everywhere = [...file('citus.sql').matchAll(/create_reference_table\('(\w+)'/g)].map(([, table]) => table);
	const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(made.db);
	expect([...layout.keys(), ...everywhere].sort()).toEqual(tables.rows.map(({ name }) => name).sort());
	for (const [table, by] of layout) {
		const keys = await sql<{ name: string }>`select name from pragma_index_list(${table}) where "unique"`.execute(
			made.db
		);
		expect(keys.rows.length).toBeGreaterThan(0);
		for (const key of keys.rows) {
			const columns = await sql<{ name: string }>`select name from pragma_index_info(${key.name})`.execute(made.db);
			expect(columns.rows.map(({ name }) => name)).toContain(by);
		}
	}
	await made.db.destroy();
});
