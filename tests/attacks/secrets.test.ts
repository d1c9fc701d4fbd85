/** What could leak by accident: secrets left in memory, words in messages and errors. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Core } from '../../src/lib/vault/core.ts';
import type { Message } from '../../src/lib/vault/protocol.ts';
import { serve } from '../../src/lib/vault/serve.ts';
import { copyOf, createdOn, good, ignore, newPhone, openTab, passphrase, type Phone } from '../faults/phone.ts';

const WORDS = 'canari jaune perche haut sur branche';

afterEach(() => {
	vi.restoreAllMocks();
});

/** Every buffer that secret key material was handed over in, and what it held at that moment. */
function watchSecrets() {
	const keys: Uint8Array[] = [];
	const held: string[] = [];
	const used: string[] = [];
	const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...args: unknown[]) => Promise<CryptoKey>;
	vi.spyOn(crypto.subtle, 'importKey').mockImplementation(((...args: unknown[]) => {
		const [format, data, , , usages] = args as [string, Uint8Array, unknown, boolean, string[]];
		if (data instanceof Uint8Array && !usages.includes('verify')) {
			keys.push(data);
			held.push(Buffer.from(data).toString('hex'), Buffer.from(data).toString('base64'));
			used.push(format);
		}
		return importKey(...args);
	}) as typeof crypto.subtle.importKey);
	return { keys, held, used };
}
const left = (keys: readonly Uint8Array[]) => keys.filter((bytes) => bytes.some((byte) => byte !== 0)).length;

let phone: Phone;
beforeAll(async () => {
	phone = newPhone();
	await createdOn(phone, WORDS);
});

describe('secrets', () => {
	it('are wiped from every buffer they were in, once a vault is made', async () => {
		const { keys, used } = watchSecrets();
		const typed = passphrase(WORDS);
		good(await openTab(newPhone()).create(typed, ignore));
		expect(new Set(used)).toEqual(new Set(['raw', 'pkcs8']));
		expect(keys.length).toBeGreaterThan(5);
		expect(left([typed, ...keys])).toBe(0);
	});

	it('are wiped once it is open, and once a case is made, edited and read', async () => {
		const tab = openTab(await copyOf(phone));
		const { keys } = watchSecrets();
		const typed = passphrase(WORDS);
		good(await tab.unlock(typed, ignore));
		const session = tab.session!;
		const { id } = good(await session.createCase([{ path: 'label', value: 'houx' }]));
		good(await session.edit(id, [{ path: 'label', value: 'if' }]));
		await session.tidy();
		good(await session.open(id));
		expect(keys.length).toBeGreaterThan(8);
		expect(left([typed, ...keys])).toBe(0);
	});

	it('are wiped after a wrong passphrase, and when the store fails in the middle', async () => {
		const { keys } = watchSecrets();
		const wrong = passphrase('autre');
		await openTab(await copyOf(phone)).unlock(wrong, ignore);
		const typed = passphrase(WORDS);
		const dying = openTab(await copyOf(phone), {
			step: (_, where) => {
				if (where.startsWith('before getMany rows')) throw new TypeError('a defect');
			}
		});
		await expect(dying.unlock(typed, ignore)).rejects.toThrow();
		expect(keys.length).toBeGreaterThan(2);
		expect(left([wrong, typed, ...keys])).toBe(0);
	});

	it('cannot be taken out of the keys that stay', async () => {
		const made: CryptoKey[] = [];
		for (const name of ['importKey', 'deriveKey', 'generateKey'] as const) {
			const original = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<CryptoKey>;
			vi.spyOn(crypto.subtle, name).mockImplementation((async (...args: unknown[]) => {
				const key = await original(...args);
				made.push(key);
				return key;
			}) as never);
		}
		const tab = openTab(await copyOf(phone));
		good(await tab.unlock(passphrase(WORDS), ignore));
		good(await tab.session!.createCase([{ path: 'label', value: 'houx' }]));
		expect(made.length).toBeGreaterThan(10);
		for (const key of made) if (key.type !== 'public') expect(key.extractable).toBe(false);
	});
});

/** Calls the Worker's door and keeps everything that comes out of it. */
function doorOf(core: Core) {
	const out: Message[] = [];
	const call = serve(core, { post: (message) => out.push(message), after: () => () => undefined });
	let id = 0;
	return { out, ask: (asked: unknown) => call({ id: ++id, call: asked }) };
}

describe('the Worker', () => {
	it('never sends back the passphrase, a key or a file name in an answer, right, wrong or broken', async () => {
		const { held } = watchSecrets();
		const core = openTab(await copyOf(phone));
		const { out, ask } = doorOf(core);
		for (const asked of [
			{ name: 'unlock', passphrase: passphrase(`${WORDS} faux`) },
			{ name: 'unlock', passphrase: passphrase(WORDS) },
			{ name: 'createCase', edits: [{ path: WORDS, value: WORDS }] },
			{ name: 'createCase', edits: [{ path: 'department', value: WORDS }] },
			{ name: 'open', id: 'A'.repeat(22) },
			{ name: 'edit', id: WORDS, edits: [] },
			{ name: WORDS },
			WORDS,
			null
		])
			await ask(asked);
		// A field that is refused is named, so that the screen can point at it: that is the page's own word.
		const said = JSON.stringify(out).replaceAll(`"path":"${WORDS}"`, '');
		expect(held.length).toBeGreaterThan(8);
		for (const word of ['canari', 'perche', 'Error', 'stack', '/src/', ...held]) expect(said).not.toContain(word);
		expect(out.filter(({ kind }) => kind === 'answer')).toHaveLength(9);
	});

	it('answers a defect of ours with one word, whatever the error says', async () => {
		const core = openTab(await copyOf(phone), {
			step: () => {
				throw new TypeError(`cannot read ${WORDS}`);
			}
		});
		const { out, ask } = doorOf(core);
		await ask({ name: 'unlock', passphrase: passphrase(WORDS) });
		expect(out).toEqual([{ kind: 'answer', id: 1, result: { ok: false, error: { kind: 'broken' } } }]);
	});
});
