/**
 * What page and Worker say to each other. The page asks with a number, a name and arguments; the Worker answers with the
 * same number. Everything is checked on arrival.
 */
import { CaseId, Removed, type FieldValue } from '$lib/domain/case';
import type { Result } from '$lib/domain/result';
import { z } from '$lib/domain/zod';
import { MAX_VAULTS } from '$lib/storage/name';
import { MAX_BLOB } from '$lib/sync/protocol';
import { ERASE_AFTER } from './attempts.ts';
import { BackupCall } from './backup/calls.ts';
import type { BackupError } from './backup/types.ts';
import type { FileError } from './failures.ts';
import { PhoneSettings } from './phone.ts';
import { TeamCall } from './team/calls.ts';
import type { TeamError } from './team/types.ts';

const COURIER = 'courier';
const VAULT = 'vault';

/** Name of the Worker that opens a vault of this phone, from 1, or runs its courier. */
export function workerName(vault: number, courier: boolean): string {
	return `${courier ? COURIER : VAULT} ${vault}`;
}

/** The first vault, for any other name. */
export function readName(name: string): { readonly vault: number; readonly courier: boolean } {
	const [what, number] = name.split(' ');
	const vault = Number(number);
	return { vault: Number.isInteger(vault) && vault >= 1 && vault <= MAX_VAULTS ? vault : 1, courier: what === COURIER };
}

const MAX_EDITS = 64;
const MAX_WHY = 200;

export const Edit = z.object({
	path: z.string().check(z.maxLength(120)),
	/** Checked against its field by the vault. */
	value: z.custom<FieldValue | null>((value) => value !== undefined),
	over: z.exactOptional(z.array(z.string().check(z.maxLength(60))).check(z.maxLength(500)))
});
export type Edit = z.infer<typeof Edit>;

const MAX_STEPS = 40;
const YEAR_HOURS = 24 * 365;

const edits = z.array(Edit).check(z.maxLength(MAX_EDITS));
const passphrase = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array && value.length <= 4096);
const secret = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array && value.length <= 1024);
const content = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array && value.length <= MAX_BLOB);
const fields = z
	.array(z.tuple([z.string().check(z.maxLength(20)), z.custom<FieldValue>((value) => value !== undefined)]))
	.check(z.minLength(1), z.maxLength(MAX_EDITS));
const reason = z.string().check(z.maxLength(MAX_WHY));
const why = { reason, basis: reason };
/** Name of a file: 16 bytes in base64url. */
const file = z.string().check(z.regex(/^[\w-]{22}$/));
/** A case id, or `new`. */
const scope = z.string().check(z.regex(/^[\w-]{1,40}$/));

export const Call = z.discriminatedUnion('name', [
	z.object({ name: z.literal('stored') }),
	z.object({ name: z.literal('obstacles') }),
	/** In its one form already (`crypto/passphrase.ts`), wiped by the Worker after use. */
	z.object({ name: z.literal('create'), passphrase }),
	z.object({ name: z.literal('unlock'), passphrase }),
	z.object({ name: z.literal('prove'), passphrase }),
	z.object({ name: z.literal('safeguards') }),
	z.object({ name: z.literal('changePassphrase'), passphrase, next: passphrase }),
	z.object({ name: z.literal('makeRecovery'), passphrase }),
	z.object({ name: z.literal('dropRecovery'), passphrase }),
	z.object({
		name: z.literal('setSecond'),
		passphrase,
		next: passphrase,
		second: z.enum(['cover', 'shred']),
		steps: z
			.array(
				z.object({
					of: z.nullable(z.int().check(z.minimum(0), z.maximum(MAX_STEPS))),
					hoursAgo: z.number().check(z.minimum(0), z.maximum(YEAR_HOURS)),
					edits
				})
			)
			.check(z.maxLength(MAX_STEPS))
	}),
	z.object({ name: z.literal('dropSecond'), passphrase }),
	z.object({ name: z.literal('passkey') }),
	z.object({ name: z.literal('enrolPasskey'), passphrase, credential: secret, salt: secret, output: secret }),
	z.object({ name: z.literal('unlockWithPasskey'), output: secret }),
	z.object({ name: z.literal('dropPasskey') }),
	z.object({ name: z.literal('eraseAfter'), passphrase, after: z.literal(ERASE_AFTER) }),
	z.object({ name: z.literal('list') }),
	z.object({ name: z.literal('open'), id: CaseId }),
	z.object({ name: z.literal('createCase'), edits, circle: z.exactOptional(z.string().check(z.regex(/^[\w-]{22}$/))) }),
	z.object({ name: z.literal('edit'), id: CaseId, edits }),
	/** The same as `edit`, for what is written down of a case that leaves in clear. */
	z.object({ name: z.literal('takeOut'), id: CaseId, edit: Edit }),
	z.object({ name: z.literal('eraseCase'), id: CaseId, ...why }),
	z.object({ name: z.literal('removeForGood'), id: CaseId, what: Removed, ...why }),
	z.object({ name: z.literal('history'), id: CaseId }),
	z.object({ name: z.literal('health') }),
	z.object({ name: z.literal('onlyHere') }),
	/** How much is given up that is on this phone alone. */
	z.object({ name: z.literal('leave'), givenUp: z.int().check(z.minimum(0)) }),
	z.object({ name: z.literal('settings') }),
	z.object({ name: z.literal('saveSettings'), edits }),
	z.object({ name: z.literal('phoneSettings') }),
	z.object({ name: z.literal('savePhoneSettings'), settings: PhoneSettings }),
	z.object({ name: z.literal('saveDraft'), scope, edits }),
	z.object({ name: z.literal('loadDraft'), scope }),
	z.object({ name: z.literal('dropDraft'), scope }),
	/** A file of a case: its content, and what is kept of it as fields. */
	z.object({ name: z.literal('attach'), id: CaseId, content, fields }),
	z.object({ name: z.literal('readFile'), id: CaseId, file }),
	z.object({ name: z.literal('waitingFiles') }),
	/** Ends a call about a file that is under way. */
	z.object({ name: z.literal('cancel'), call: z.int() }),
	/** The last call before a lock, where somebody carries while it is locked. */
	z.object({ name: z.literal('handOver') }),
	z.object({ name: z.literal('team'), call: TeamCall }),
	z.object({ name: z.literal('backup'), call: BackupCall })
]);
export type Call = z.infer<typeof Call>;

/** `call` is checked apart, so that a call which is none still gets its answer. */
export const Request = z.object({ id: z.int(), call: z.unknown() });

/** A lock waits for these, 60 ms at most; the others are dropped at once. */
export const WRITES: ReadonlySet<Call['name']> = new Set([
	'createCase',
	'edit',
	'takeOut',
	'eraseCase',
	'saveSettings',
	'savePhoneSettings',
	'saveDraft',
	'dropDraft',
	'handOver'
]);

/** Whatever a call may end with. */
export type Failure = TeamError | FileError | BackupError;

/**
 * `changed` tells the page that this Worker has written, so that it tells the other tabs. `team`: a round has ended, and has
 * brought something to these cases. `carries`: whether there is a courier for when this is locked.
 */
export type Message =
	| { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown, Failure> }
	| { readonly kind: 'progress'; readonly id: number; readonly done: number }
	| { readonly kind: 'changed'; readonly case: CaseId }
	| { readonly kind: 'team'; readonly cases: readonly CaseId[] }
	| { readonly kind: 'carries'; readonly on: boolean };

export const Message = z.custom<Message>(
	(value) =>
		value instanceof Object &&
		'kind' in value &&
		(value.kind === 'answer' ||
			value.kind === 'progress' ||
			value.kind === 'changed' ||
			value.kind === 'team' ||
			value.kind === 'carries')
);
