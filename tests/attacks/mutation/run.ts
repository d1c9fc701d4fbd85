/** `npm run soak -- mutation`: removes every check, one by one, and says which of them no attack misses. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withChecks, type Check } from './checks.ts';
import { CHECKED } from './files.ts';
import { EQUIVALENT } from './equivalent.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Without a word for so long, a removed check has made something endless. */
const SILENT_MS = 300_000;
const checks: Check[] = [];
for (const file of CHECKED)
	checks.push(...withChecks(file, readFileSync(`${root}/${file}`, 'utf8'), checks.length + 1).checks);

const folder = mkdtempSync(join(tmpdir(), 'repit-mutation-'));
const found = join(folder, 'found');
interface Line {
	readonly id?: number;
	readonly at?: number;
	readonly by?: string | null;
	readonly coming?: number;
	readonly broken?: string;
	readonly done?: true;
	readonly cases?: number;
	readonly ms?: number;
}
const lines = (): Line[] =>
	existsSync(found)
		? readFileSync(found, 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as Line)
		: [];

/** One run, until it is through or says nothing any more. */
async function liveOn(from: number): Promise<void> {
	const vitest = [`${root}/node_modules/vitest/vitest.mjs`, 'run', '-c', 'tests/attacks/mutation/vitest.config.ts'];
	const env = { ...process.env, FROM: String(from), FOUND: found };
	const child = spawn(process.execPath, vitest, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
	const ended = new Promise((resolve) => child.once('exit', resolve));
	let [seen, since] = [0, Date.now()];
	const watch = setInterval(() => {
		const now = lines().length;
		if (now !== seen) [seen, since] = [now, Date.now()];
		else if (Date.now() - since > SILENT_MS) child.kill('SIGKILL');
	}, 1000);
	await ended;
	clearInterval(watch);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const endless = new Set<number>();
for (let from = 0, tries = 0; !lines().some(({ done }) => done); tries++) {
	if (tries > 20) throw new Error('it does not come to an end');
	await liveOn(from);
	const last = lines().findLast(({ at }) => at !== undefined)?.at ?? 0;
	if (lines().some(({ done }) => done)) break;
	if (last === from) throw new Error('the attacks do not run');
	endless.add(last);
	from = last;
}
const all = lines();
rmSync(folder, { recursive: true });
for (const { broken } of all) if (broken) throw new Error(`fails with every check in its place: ${broken}`);
const missed = new Set([...endless, ...all.flatMap(({ id, by }) => (id !== undefined && by ? [id] : []))]);
const excused = ({ file, text }: Check) => EQUIVALENT.some((one) => one.file === file && one.text === text);
const survivors = checks.filter(({ id }) => !missed.has(id));
const silent = survivors.filter((check) => !excused(check));
for (const { file, line, text, id } of silent) {
	const coming = all.find((one) => one.id === id)?.coming ?? 0;
	say(`  ${file}:${line}  ${text}  (${coming} cases come by)`);
}
say(
	`  ${checks.length} checks, ${missed.size} missed when gone (${endless.size} without an end), ${survivors.length - silent.length} that cannot be seen, ${silent.length} to be covered`
);
process.exitCode = silent.length > 0 ? 1 : 0;
