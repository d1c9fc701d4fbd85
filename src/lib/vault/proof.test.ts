import { expect, it } from 'vitest';
import type { CaseId } from '../domain/case.ts';
import type { Call } from './protocol.ts';
import { wantsProof } from './proof.ts';

const [few, all] = ['AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAQ'] as CaseId[];
const session = { isRestricted: (id: CaseId) => id === few };
const wants = (call: Call, shown: readonly CaseId[] = []) => wantsProof(call, session, new Set(shown));

it('a case that only a few may read wants the passphrase when it is opened, and not when something comes to it', () => {
	expect(wants({ name: 'open', id: few! })).toBe(true);
	expect(wants({ name: 'history', id: few! })).toBe(true);
	expect(wants({ name: 'open', id: few! }, [few!])).toBe(false);
	expect(wants({ name: 'open', id: all! })).toBe(false);
	expect(wants({ name: 'edit', id: few!, edits: [] })).toBe(false);
});

it('so does what takes cases out, changes who may read them, or erases; and nothing that a day of work is made of', () => {
	const asks: Call[] = [
		{ name: 'leave', givenUp: 0 },
		{ name: 'takeOut', id: all!, edit: { path: 'exits', value: [] } },
		{ name: 'backup', call: { ask: 'make', to: { keys: '' }, days: 90 } },
		{ name: 'team', call: { ask: 'changeRole', member: few!, role: 'admin' } },
		{ name: 'team', call: { ask: 'inviteConfirm', invitation: few!, device: few! } },
		{ name: 'team', call: { ask: 'noticed', call: { ask: 'carryOut' } } },
		{ name: 'team', call: { ask: 'allow', what: 'out', allowed: true } }
	];
	expect(asks.filter((call) => !wants(call))).toEqual([]);
	const daily: Call[] = [
		{ name: 'list' },
		{ name: 'createCase', edits: [] },
		{ name: 'saveDraft', scope: 'new', edits: [] },
		{ name: 'backup', call: { ask: 'state' } },
		{ name: 'team', call: { ask: 'view' } },
		{ name: 'team', call: { ask: 'sync' } },
		{ name: 'team', call: { ask: 'noticed', call: { ask: 'retry' } } }
	];
	expect(daily.filter((call) => wants(call))).toEqual([]);
});
