/**
 * The slot file: four look-alike slots, each holding a vault key under a passphrase or nothing at all.
 * One key derivation, then every slot is tried in random order, so neither the disk nor the time tells how many are real.
 * Byte layout: `docs/formats.md`, "Slot file".
 */
import { z } from '../domain/zod.ts';
import { fromCbor, toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { withinLimits } from './kdf-cost.ts';
import {
	deriveBytes,
	deriveSealKey,
	equal,
	HASH_BYTES,
	importSecret,
	KEY_BYTES,
	NONCE_BYTES,
	open,
	randomBytes,
	seal,
	stretch,
	TAG_BYTES,
	type Argon2Cost,
	type Bytes,
	type Secret
} from './suite.ts';

const VERSION = 1;
const SLOTS = 4;
const ID_BYTES = 16;
const SALT_BYTES = 16;
/** Vault key 32, role 1, container 1, zeros to 48. */
const PLAIN_BYTES = 48;

const bytes = (length: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === length);
const Slot = z.strictObject({
	id: bytes(ID_BYTES),
	iv: bytes(NONCE_BYTES),
	ct: bytes(PLAIN_BYTES + TAG_BYTES),
	commit: bytes(HASH_BYTES)
});
type Slot = z.infer<typeof Slot>;
const SlotFile = z.strictObject({
	v: z.literal(VERSION),
	kdf: z.strictObject({ alg: z.literal('argon2id'), m: z.int(), t: z.int(), p: z.literal(1), salt: bytes(SALT_BYTES) }),
	slots: z.array(Slot).check(z.length(SLOTS))
});
type SlotFile = z.infer<typeof SlotFile>;

/** What a passphrase opens: the cases, a cover space, the same cases by the recovery code; or nothing, and all goes. */
export type Role = 'main' | 'duress' | 'recovery' | 'shred';
const ROLES: readonly Role[] = ['main', 'duress', 'recovery', 'shred'];
/** Which of the two containers of rows the vault key belongs to. */
export type Container = 0 | 1;

export interface Opened {
	readonly vaultKey: Secret;
	readonly role: Role;
	readonly container: Container;
	/** Which of the four it stands in; `null`: it was opened without one. */
	readonly slot: number | null;
	/** As stored. */
	readonly cost: Argon2Cost;
}

/** Opened by the slot that it stands in. */
interface InSlot extends Opened {
	readonly slot: number;
}

/** What a slot is to hold: the key of the vault that is opened, or one of its own. */
export interface Filling {
	readonly slot: number;
	readonly role: Role;
	readonly container: Container;
	readonly key: 'same' | 'new';
}

/** A new slot file with one real slot at a random place, and the vault key it holds. */
export async function createSlots(passphrase: Uint8Array, cost: Argon2Cost): Promise<{ file: Bytes; opened: InSlot }> {
	if (!withinLimits(cost)) throw new Error('key derivation cost outside its limits');
	const salt = randomBytes(SALT_BYTES);
	const stretched = await stretch(passphrase, salt, cost);
	const made = await slotsFor(stretched, salt, cost);
	stretched.fill(0);
	return made;
}

/** The same once the passphrase is stretched with this salt at this cost. */
export async function slotsFor(
	stretched: Bytes,
	salt: Bytes,
	{ m, t }: Argon2Cost
): Promise<{ file: Bytes; opened: InSlot }> {
	const kdf: SlotFile['kdf'] = { alg: 'argon2id', m, t, p: 1, salt };
	const container: Container = ((randomBytes(1)[0] ?? 0) & 1) === 0 ? 0 : 1;
	const vaultKey = randomBytes(KEY_BYTES);
	const real = await fill(stretched, kdf, vaultKey, 'main', container);
	const slots = Array.from({ length: SLOTS }, unused);
	const slot = (randomBytes(1)[0] ?? 0) % SLOTS;
	slots[slot] = real;
	const opened = { vaultKey: await importSecret(vaultKey), role: 'main' as const, container, slot, cost: { m, t } };
	vaultKey.fill(0);
	return { file: toCbor({ v: VERSION, kdf, slots }), opened };
}

/** Why a slot file did not open: not the passphrase, or not a slot file of ours. */
export type SlotFailure = 'no-match' | 'malformed';

/** Tries every slot. Never changes the file, whatever is typed. `use`: sees the key that was found in the raw, before it is wiped. */
export async function openSlots(
	file: Uint8Array,
	passphrase: Uint8Array,
	use?: (raw: { readonly vaultKey: Bytes; readonly role: Role; readonly container: Container }) => Promise<void>
): Promise<Opened | SlotFailure> {
	const parsed = SlotFile.safeParse(fromCbor(file));
	if (!parsed.success || !withinLimits(parsed.data.kdf)) return 'malformed';
	if (passphrase.length === 0) return 'no-match';
	const { kdf } = parsed.data;
	const stretched = await stretch(passphrase, kdf.salt, kdf);
	const found = await findSlot(file, stretched, use);
	stretched.fill(0);
	return found;
}

/** The same once the passphrase is stretched with the file's salt at its cost. */
export async function findSlot(
	file: Uint8Array,
	stretched: Bytes,
	use?: Parameters<typeof openSlots>[2]
): Promise<Opened | SlotFailure> {
	const parsed = SlotFile.safeParse(fromCbor(file));
	if (!parsed.success || !withinLimits(parsed.data.kdf)) return 'malformed';
	const found = await search(parsed.data, stretched);
	if (!found) return 'no-match';
	const { vaultKey, ...rest } = found;
	await use?.(found);
	const opened = { ...rest, vaultKey: await importSecret(vaultKey) };
	vaultKey.fill(0);
	return opened;
}

/** `taken`: the new passphrase opens another slot already. */
export type RefillFailure = SlotFailure | 'taken';

/**
 * Writes one slot anew, to open with `next`; the others stay as they are. `current` opens the vault that asks for it, whose rows are in
 * `within`: a passphrase of another one is none here. Salt and cost belong to all slots, so they stay.
 */
export async function refill(
	file: Uint8Array,
	current: Uint8Array,
	next: Uint8Array,
	within: Container,
	{ slot, role, container, key }: Filling
): Promise<{ file: Bytes; opened: Opened } | RefillFailure> {
	const parsed = SlotFile.safeParse(fromCbor(file));
	if (!parsed.success || !withinLimits(parsed.data.kdf) || slot < 0 || slot >= SLOTS) return 'malformed';
	const { kdf, slots } = parsed.data;
	const [now, then] = [await stretch(current, kdf.salt, kdf), await stretch(next, kdf.salt, kdf)];
	const opens = await search(parsed.data, now);
	const holder = opens?.container === within && opens.role !== 'shred' ? opens : null;
	const other = holder && (await search(parsed.data, then));
	const vaultKey = holder && (key === 'same' ? holder.vaultKey.slice() : randomBytes(KEY_BYTES));
	opens?.vaultKey.fill(0);
	other?.vaultKey.fill(0);
	try {
		if (!vaultKey) return 'no-match';
		if (other && other.slot !== slot) return 'taken';
		const filled = await fill(then, kdf, vaultKey, role, container);
		const opened = { vaultKey: await importSecret(vaultKey), role, container, slot, cost: { m: kdf.m, t: kdf.t } };
		return { file: toCbor({ v: VERSION, kdf, slots: slots.with(slot, filled) }), opened };
	} finally {
		for (const secret of [now, then, vaultKey]) secret?.fill(0);
	}
}

/** The same file with these slots as though they had never been in use; `null` where it is none. */
export function emptied(file: Uint8Array, which: readonly number[] = [0, 1, 2, 3]): Bytes | null {
	const parsed = SlotFile.safeParse(fromCbor(file));
	if (!parsed.success) return null;
	const { kdf, slots } = parsed.data;
	return toCbor({ v: VERSION, kdf, slots: slots.map((slot, i) => (which.includes(i) ? unused() : slot)) });
}

type Found = Omit<InSlot, 'vaultKey'> & { readonly vaultKey: Bytes };

/** All four are tried, whichever opens. The key found is the caller's to wipe. */
async function search({ kdf, slots }: SlotFile, stretched: Bytes): Promise<Found | null> {
	let found: Found | null = null;
	for (const [at, slot] of shuffled([...slots.entries()])) {
		const opened = await tryOpen(stretched, kdf, slot);
		if (opened) {
			found?.vaultKey.fill(0);
			found = { ...opened, slot: at };
		}
	}
	return found;
}

async function fill(
	stretched: Bytes,
	kdf: SlotFile['kdf'],
	vaultKey: Bytes,
	role: Role,
	container: Container
): Promise<Slot> {
	const id = randomBytes(ID_BYTES);
	const iv = randomBytes(NONCE_BYTES);
	const { key, commit } = await keyOf(stretched, id);
	const plain = new Uint8Array(PLAIN_BYTES);
	plain.set(vaultKey);
	plain[KEY_BYTES] = ROLES.indexOf(role);
	plain[KEY_BYTES + 1] = container;
	const ct = await seal(key, iv, plain, associated(kdf, id, commit));
	plain.fill(0);
	return { id, iv, ct, commit };
}

async function tryOpen(stretched: Bytes, kdf: SlotFile['kdf'], slot: Slot): Promise<Omit<Found, 'slot'> | null> {
	const { key, commit } = await keyOf(stretched, slot.id);
	if (!equal(commit, slot.commit)) return null;
	const plain = await open(key, slot.iv, slot.ct, associated(kdf, slot.id, slot.commit));
	const role = ROLES[plain?.[KEY_BYTES] ?? -1];
	const container = plain?.[KEY_BYTES + 1];
	if (!plain || !role || (container !== 0 && container !== 1)) return null;
	if (plain.subarray(KEY_BYTES + 2).some((byte) => byte !== 0)) return null;
	const vaultKey = plain.slice(0, KEY_BYTES);
	plain.fill(0);
	return { vaultKey, role, container, cost: { m: kdf.m, t: kdf.t } };
}

async function keyOf(stretched: Bytes, slotId: Bytes) {
	const secret = await importSecret(stretched);
	const [key, commit] = await Promise.all([
		deriveSealKey(secret, slotId, DOMAINS.kek),
		deriveBytes(secret, slotId, DOMAINS.kekCommit, HASH_BYTES)
	]);
	return { key, commit };
}

function associated(kdf: SlotFile['kdf'], id: Bytes, commit: Bytes): Bytes {
	return toCbor([DOMAINS.slot, VERSION, kdf, id, commit]);
}

function unused(): Slot {
	return {
		id: randomBytes(ID_BYTES),
		iv: randomBytes(NONCE_BYTES),
		ct: randomBytes(PLAIN_BYTES + TAG_BYTES),
		commit: randomBytes(HASH_BYTES)
	};
}

function shuffled<T>(items: readonly T[]): T[] {
	return items
		.map((item) => ({ item, order: new DataView(randomBytes(4).buffer).getUint32(0) }))
		.sort((a, b) => a.order - b.order)
		.map(({ item }) => item);
}
