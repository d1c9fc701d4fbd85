/** The form as data: it agrees with the limits of the domain, and everything in it has its words. */
import { describe, expect, it } from 'vitest';
import { readCatalogs } from '../../tools/catalogs.ts';
import { fits, FIELDS, REASONS, type FieldValue } from '../domain/case.ts';
import { GROUPS, isOpen, isPlain, type Field } from './fields.ts';
import { newItem, PARTS, partsOf, wholeItem, type Item, type ListName } from './items.ts';
import { LANGUAGES } from './languages.ts';
import { civilDate } from '../domain/civil-date.ts';
import { OUTCOME_IDS } from '../law/types.ts';
import { TOPIC_IDS } from '../rights/pack.ts';
import { ELEMENTS, OUTCOMES } from '../screening/index.ts';

const fields = GROUPS.flatMap(({ fields }) => fields);
const TODAY = civilDate('2026-11-24');
const ITEMS: Readonly<Record<ListName, Item>> = {
	consents: { purpose: 'store', date: '2026-11-24', language: 'fr', mode: 'spoken', withdrawn: null },
	dates: { event: 'oqtf-detained', date: '2026-11-24', time: '', end: '2026-12-01' },
	filings: { track: 'card', step: 'filed', month: '2026-11', result: '' },
	referrals: { to: 'lawyer', month: '2026-11', note: '', agreed: true, reason: 'legal', outcome: '' },
	reflection: { step: 'accepted', from: '2026-11-01', to: '' },
	safeContact: { channel: 'message', at: '', hours: 'matin', codeWord: 'pluie', neverDo: '' },
	rightsRead: { topic: 'health', language: 'bin', mode: 'audio', date: '2026-11-24', understood: true }
};

describe('the form of a case', () => {
	it('shows every field once, but those that are drawn apart', () => {
		const names = fields.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const own = ['code', 'status', 'screening', 'screeningItems', 'permit', 'handOver', 'exits', 'trial'];
		const apart = [...own, 'filing', 'papers', 'mailbox', 'archive', 'carriedTo', 'removals'];
		expect([...names, ...apart].sort()).toEqual(Object.keys(FIELDS).sort());
	});

	it('announces the limits that the vault applies', () => {
		const at = (field: Field, n: number): unknown => {
			if (field.kind === 'line' || field.kind === 'text') return 'é'.repeat(n);
			if (field.kind === 'items') return Array.from({ length: n }, () => wholeItem(field.name, ITEMS[field.name]));
			return Array.from({ length: n }, () => (field.name === 'languages' ? 'fr' : 'NG'));
		};
		for (const field of fields) {
			const most = field.kind === 'items' ? field.most : 'max' in field ? field.max : null;
			if (most === null || field.name === 'department') continue;
			expect(fits(field.name, at(field, most)), field.name).toBe(true);
			expect(fits(field.name, at(field, most + 1)), field.name).toBe(false);
		}
	});

	it('offers answers that the vault takes', () => {
		for (const field of fields) {
			if (!('options' in field)) continue;
			for (const option of field.options)
				expect(fits(field.name, field.kind === 'several' ? [option] : option), `${field.name}: ${option}`).toBe(true);
		}
		for (const language of LANGUAGES) expect(fits('languages', [language]), language).toBe(true);
	});

	it('makes lines that the vault takes once every part is answered, and asks no part it would refuse', () => {
		for (const [list, item] of Object.entries(ITEMS) as [ListName, Item][]) {
			expect(fits(list, [wholeItem(list, { ...newItem(list, TODAY), ...item })]), list).toBe(true);
			expect(fits(list, [newItem(list, TODAY)]), list).toBe(false);
		}
		const shared = { ...ITEMS.consents, purpose: 'share', scope: ' Amicale ' };
		expect(partsOf('consents', shared).map(({ name }) => name)).toContain('scope');
		expect(wholeItem('consents', shared)).toMatchObject({ scope: 'Amicale' });
		expect(wholeItem('consents', { ...shared, purpose: 'store' })).not.toHaveProperty('scope');
	});
});

describe('what is kept only for a reason', () => {
	const openWith = (values: Readonly<Record<string, FieldValue>>) =>
		new Set(fields.filter((field) => isOpen(field, (path) => values[path] ?? null)).map(({ name }) => name));
	const always = openWith({});

	it('is closed in a new case: names, birth date, contact, and what serves a procedure or statistics alone', () => {
		const closed = fields.map(({ name }) => name).filter((name) => !always.has(name));
		expect(closed.sort()).toEqual(
			[
				...['givenName', 'familyName', 'birthDate', 'safeContact', 'interpreter', 'childrenWithPerson', 'labourSector'],
				...['controls', 'recruitment', 'online', 'exploiterLink', 'network', 'lodgedByExploiter', 'reflection'],
				...['filings', 'exitPathway', 'supports']
			].sort()
		);
	});

	it('opens by a reason, each of which opens something; statistics and interpreting never open a name', () => {
		for (const reason of REASONS) expect(openWith({ reasons: [reason] }).size, reason).toBeGreaterThan(always.size);
		for (const reason of ['statistics', 'interpreting', 'contact'])
			for (const name of ['givenName', 'familyName', 'birthDate'] as const)
				expect(openWith({ reasons: [reason] }).has(name), `${reason}: ${name}`).toBe(false);
		expect(openWith({ reasons: ['contact'] }).has('safeContact')).toBe(true);
	});

	it('is shown where it is there already, whatever is ticked', () => {
		expect(openWith({ givenName: 'A' }).has('givenName')).toBe(true);
		expect(openWith({ reasons: ['unknown'] })).toEqual(always);
	});
});

describe('its words', () => {
	const words = readCatalogs('messages', 'fr');
	const known = (key: string) => {
		expect(words.has(key), key).toBe(true);
	};

	it('name every field, answer and part', () => {
		for (const name of Object.keys(FIELDS)) known(`cases.fields.${name}.label`);
		for (const field of fields) {
			if (!('options' in field)) continue;
			for (const option of field.options)
				known(isPlain(field) ? `cases.answers.${option}` : `cases.options.${field.name}.${option}`);
		}
		for (const [list, parts] of Object.entries(PARTS)) {
			for (const part of parts) {
				known(`cases.items.${list}.${part.name}.label`);
				if ('options' in part)
					for (const option of part.options)
						known(part.options === TOPIC_IDS ? `topics.${option}` : `cases.items.${list}.${part.name}.${option}`);
			}
		}
	});

	it('say every outcome a case may hold', () => {
		for (const outcome of OUTCOMES) known(`cases.screening.outcomes.${outcome}`);
		for (const element of ELEMENTS) known(`cases.screening.elements.${element}`);
		for (const id of OUTCOME_IDS) known(`outcomes.outcome.${id}.title`);
	});

	it('say every failure, obstacle and reason to lock', () => {
		const errors = [
			'wrong-passphrase',
			'locked',
			'storage-full',
			'storage-lost',
			'limit',
			'unknown-case',
			'clock-backwards',
			'obstacle',
			'reader',
			'broken'
		];
		for (const error of errors) known(`cases.errors.${error}`);
		for (const obstacle of ['insecure-address', 'lockdown', 'no-crypto', 'no-indexeddb', 'no-locks'])
			known(`cases.obstacles.${obstacle}.what`);
		for (const reason of ['asked', 'elsewhere', 'hidden', 'idle', 'too-long', 'clock-backwards', 'failed'])
			known(`cases.locked.${reason}`);
	});
});
