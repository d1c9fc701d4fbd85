/**
 * `npm run operator -- <command>`: for the person who runs the server, on its machine and with its settings
 * (`docs/operations.md`). It hands out leave to found a space, and looks after what is stored; it can read none of it.
 */
import { randomBytes } from 'node:crypto';
import { closeContext, openContext, readConfig, startFault, type Context } from '../lib/server/index.ts';
import {
	backup,
	check,
	newToken,
	quotasFor,
	purge,
	restore,
	setQuotas,
	spacesOf,
	QUOTAS
} from '../lib/server/operator/index.ts';

const HELP = `repit operator

  token                          leave to found one space, to be given to its first admin
  spaces                         id, day of founding, operations, bytes, bytes of files
  quotas <space> [name=number …] what a space may take; "usual" instead of numbers takes yours away
  backup <folder>                everything, into a new folder, while the server goes on
  restore <folder> [even-if-over] into an empty database
  purge                          what has had its time: logins, late work, files never finished
  check                          whether what is stored holds together; exit code 1 if not

  quotas: ${QUOTAS.join(', ')}
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

function giveUp(line: string): never {
	process.stderr.write(`operator: ${line}\n`);
	process.exit(2);
}

type Command = (context: Context, args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
	async token(context) {
		say(await newToken(context));
		return 0;
	},
	async spaces(context) {
		for (const { id, created, operations, bytes, blobBytes } of await spacesOf(context))
			say(`${id}  ${created}  ${operations}  ${bytes}  ${blobBytes}`);
		return 0;
	},
	async quotas(context, [space = '', ...args]) {
		const wanted = args[0] === 'usual' ? {} : args.length === 0 ? null : numbersOf(args);
		const found = wanted ? await setQuotas(context, space, wanted) : await quotasFor(context, space);
		if (!found) giveUp('there is no such space');
		for (const [name, value] of Object.entries(found)) say(`${name}=${String(value)}`);
		return 0;
	},
	async backup(context, [folder]) {
		if (!folder) giveUp('backup needs a folder');
		const { rows, parts } = await backup(context, folder);
		say(`${rows} rows, ${parts} parts of files`);
		return 0;
	},
	async restore(context, [folder, over]) {
		if (!folder) giveUp('restore needs a folder');
		const done = await restore(context, folder, over === 'even-if-over');
		if (!done.ok) giveUp(RESTORE_FAULTS[done.error]);
		say(`${done.value.rows} rows, ${done.value.parts} parts of files; restart the server now`);
		return 0;
	},
	async purge(context) {
		for (const [what, count] of Object.entries(await purge(context))) say(`${what}: ${String(count)}`);
		return 0;
	},
	async check(context) {
		const faults = await check(context);
		for (const { space, fault } of faults) say(`${space}: ${fault}`);
		say(faults.length === 0 ? 'everything holds' : `${faults.length} faults`);
		return faults.length === 0 ? 0 : 1;
	}
};

const RESTORE_FAULTS = {
	'not-empty': 'the database has spaces already; restore into an empty one',
	'not-a-backup': 'there is no backup in this folder',
	damaged: 'the backup is damaged',
	over: 'the backup is too old: what was erased since would come back; "even-if-over" takes it all the same'
} as const;

function numbersOf(args: readonly string[]): Record<string, number> {
	return Object.fromEntries(
		args.map((arg) => {
			const [, name = '', value = ''] = /^(\w+)=(\d{1,15})$/.exec(arg) ?? [];
			if (!(QUOTAS as readonly string[]).includes(name)) giveUp(`"${arg}" is no quota; they are ${QUOTAS.join(', ')}`);
			return [name, Number(value)];
		})
	);
}

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
	say(HELP);
	process.exit(name === '' || name === 'help' ? 0 : 2);
}
const config = readConfig(process.env);
if (!config.ok) giveUp(config.error);
const around = {
	now: () => Date.now(),
	random: (length: number) => new Uint8Array(randomBytes(length)),
	write: say
};
const context = await openContext(config.value, around).catch((error: unknown) => giveUp(startFault(error)));
process.exitCode = await command(context, args);
await closeContext(context);
