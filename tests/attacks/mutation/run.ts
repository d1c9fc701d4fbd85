/**
 * `npm run soak -- mutation`: removes every check, one by one, and says which of them no attack misses. What it has found stays in
 * `test-results/mutation.json`: cut, or run again, it tries what is new, what has changed and what no attack has missed. Parts of
 * names as arguments try the checks of these files alone; those after `--` live the cases of these tests alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withChecks, type Check } from './checks.ts';
import { CHECKED } from './files.ts';
import { EQUIVALENT } from './equivalent.ts';
import { hashOf, namesOf, readKnown, writeKnown } from './known.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Without a word for so long, a removed check has made something endless. */
const SILENT_MS = 300_000;
const asked = process.argv.slice(2);
const only = asked.includes('--') ? asked.slice(0, asked.indexOf('--')) : asked;
const tests = asked.slice(only.length + 1);
const checks: Check[] = [];
for (const file of CHECKED)
	checks.push(...withChecks(file, readFileSync(`${root}/${file}`, 'utf8'), checks.length + 1).checks);
const names = namesOf(checks);
const sources = new Map(CHECKED.map((file) => [file, hashOf(`${root}/${file}`)]));
const kept = join(root, 'test-results', 'mutation.json');
const known = readKnown(kept);
for (const name of known.keys()) if (!names.includes(name)) known.delete(name);

const excused = ({ file, text }: Check) => EQUIVALENT.some((one) => one.file === file && one.text === text);

/** Found out before, of this file as it is, by a case that is as it was; or excused of this file as it is. */
function holds(check: Check, name: string): boolean {
	const found = known.get(name);
	if (!found || found.source !== sources.get(check.file)) return false;
	if (!found.by) return excused(check);
	const { file, source } = found.by;
	return file === null || (existsSync(`${root}/${file}`) && hashOf(`${root}/${file}`) === source);
}
const wanted = checks.filter(
	(check, i) => !holds(check, names[i]!) && (only.length === 0 || only.some((part) => check.file.includes(part)))
);
// Whatever is excused is lived with in vain by all that come by it.
wanted.sort((a, b) => Number(excused(a)) - Number(excused(b)));

const folder = mkdtempSync(join(tmpdir(), 'repit-mutation-'));
const found = join(folder, 'found');
const plan = join(folder, 'plan');
interface Line {
	readonly id?: number;
	readonly at?: number;
	readonly by?: { readonly file: string; readonly name: string } | null;
	readonly coming?: number;
	readonly lived?: string;
	readonly broken?: string;
	readonly done?: true;
}
const lines = (): Line[] =>
	existsSync(found)
		? readFileSync(found, 'utf8')
				.split('\n')
				.slice(0, -1)
				.map((line) => JSON.parse(line) as Line)
		: [];

function learn(id: number, by: { file: string | null; name: string } | null, coming: number): void {
	const { file } = checks[id - 1]!;
	const missed = by && { ...by, source: by.file === null ? '' : hashOf(`${root}/${by.file}`) };
	known.set(names[id - 1]!, { source: sources.get(file)!, by: missed, coming });
}

/** One run, until it is through or says nothing any more. */
async function liveOn(left: readonly Check[]): Promise<void> {
	const checks = left.map(({ id }) => [id, known.get(names[id - 1]!)?.by?.name ?? null]);
	writeFileSync(plan, JSON.stringify({ checks, tests }));
	const vitest = [`${root}/node_modules/vitest/vitest.mjs`, 'run', '-c', 'tests/attacks/mutation/vitest.config.ts'];
	// Attacks by chance are lived a few times each: what a removed check lets through must be seen without luck.
	const env = { ...process.env, HISTORIES: '3', PLAN: plan, FOUND: found };
	const child = spawn(process.execPath, vitest, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
	const ended = new Promise((resolve) => child.once('exit', resolve));
	let [seen, since] = [0, Date.now()];
	const watch = setInterval(() => {
		const now = lines();
		if (now.length === seen) {
			if (Date.now() - since > SILENT_MS) child.kill('SIGKILL');
			return;
		}
		for (const { id, by, coming } of now.slice(seen)) if (id !== undefined) learn(id, by ?? null, coming ?? 0);
		writeKnown(kept, known);
		[seen, since] = [now.length, Date.now()];
	}, 1000);
	await ended;
	clearInterval(watch);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
say(`  ${checks.length} checks, ${checks.length - wanted.length} known, ${wanted.length} to try`);
for (let left = wanted; left.length > 0;) {
	rmSync(found, { force: true });
	await liveOn(left);
	const all = lines();
	const last = all.findLast(({ at }) => at !== undefined)?.at;
	for (const { lived, broken } of all)
		if (lived && broken) throw new Error(`${lived} fails with every check in its place: ${broken}`);
	for (const { id, by, coming } of all) if (id !== undefined) learn(id, by ?? null, coming ?? 0);
	const through = all.some(({ done }) => done);
	if (!through && last === undefined) throw new Error('the attacks do not run');
	if (!through) learn(last!, { file: null, name: 'never ends' }, 0);
	writeKnown(kept, known);
	left = through ? [] : left.slice(left.findIndex(({ id }) => id === last) + 1);
}
rmSync(folder, { recursive: true });

const tried = checks.filter((_, i) => known.get(names[i]!)?.source === sources.get(checks[i]!.file));
const missed = tried.filter(({ id }) => known.get(names[id - 1]!)?.by);
const survivors = tried.filter((check) => !missed.includes(check));
const silent = survivors.filter((check) => !excused(check));
for (const { file, line, text, id } of silent)
	say(`  ${file}:${line}  ${text}  (${known.get(names[id - 1]!)?.coming ?? 0} cases come by)`);
const stale =
	tried.length < checks.length
		? []
		: EQUIVALENT.filter(({ file, text }) => !survivors.some((one) => one.file === file && one.text === text));
for (const { file, text } of stale) say(`  ${file}  ${text}  needs no exception`);
say(
	`  ${checks.length} checks, ${tried.length} tried, ${missed.length} missed when gone, ${survivors.length - silent.length} that cannot be seen, ${silent.length} to be covered`
);
process.exitCode = silent.length + stale.length > 0 ? 1 : 0;
