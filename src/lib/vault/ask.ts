/** What guards the vault, as the page asks for it over its line: passphrases leave the page in their one form, and are not kept in it. */
import { loadWordLists, passphraseBytes } from '$lib/crypto/passphrase';
import type { Bytes } from '$lib/crypto/suite';
import { plain } from './plain.ts';
import type { Call } from './protocol.ts';
import type { Safeguards, VaultResult } from './types.ts';

export function safeguardsOver(ask: (call: Call) => VaultResult<unknown>): Safeguards {
	const say = async <T>(call: (...forms: Bytes[]) => Call, ...typed: readonly string[]) => {
		const lists = await loadWordLists();
		return (await ask(call(...typed.map((one) => passphraseBytes(one, lists))))) as Awaited<VaultResult<T>>;
	};
	const none = new Uint8Array();
	return {
		view: () => say(() => ({ name: 'safeguards' })),
		prove: (typed) => say((passphrase = none) => ({ name: 'prove', passphrase }), typed),
		changePassphrase: (...typed) =>
			say((passphrase = none, next = none) => ({ name: 'changePassphrase', passphrase, next }), ...typed),
		makeRecovery: (typed) => say((passphrase = none) => ({ name: 'makeRecovery', passphrase }), typed),
		dropRecovery: (typed) => say((passphrase = none) => ({ name: 'dropRecovery', passphrase }), typed),
		setSecond: (current, other, second, steps) =>
			say(
				(passphrase = none, next = none) => ({
					name: 'setSecond',
					passphrase,
					next,
					second,
					steps: steps.map(({ of, hoursAgo, edits }) => ({ of, hoursAgo, edits: plain(edits) }))
				}),
				current,
				other
			),
		dropSecond: (typed) => say((passphrase = none) => ({ name: 'dropSecond', passphrase }), typed),
		enrolPasskey: (current, credential, salt, output) =>
			say((passphrase = none) => ({ name: 'enrolPasskey', passphrase, credential, salt, output }), current),
		dropPasskey: () => say(() => ({ name: 'dropPasskey' })),
		eraseAfter: (typed, after) => say((passphrase = none) => ({ name: 'eraseAfter', passphrase, after }), typed)
	};
}
