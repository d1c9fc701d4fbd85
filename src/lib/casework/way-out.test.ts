import { describe, expect, it } from 'vitest';
import { civilDate } from '../domain/civil-date.ts';
import type { Exit, FieldValue } from '../domain/case.ts';
import type { Edit } from '../vault/types.ts';
import { asCalendar, asCsv, asText, destroyed, exitsOut, leave, leavingFields } from './way-out.ts';
import type { Fields } from './values.ts';

const version = (value: FieldValue, id = 'x.1.0') => ({ id, value, at: 0, by: 'x', device: 'x', hlc: { ms: 0, n: 0 } });
const fieldsOf = (values: Readonly<Record<string, FieldValue>>): Fields =>
	Object.fromEntries(Object.entries(values).map(([path, value]) => [path, [version(value)]]));
const DAY = civilDate('2026-11-30');

describe('what leaves a case in clear', () => {
	it('is what was ticked and holds something, and never the code or what only the app knows', () => {
		const fields = fieldsOf({ code: 'ABCDEFGH', label: 'Lilas', note: 'x', gender: 'female', status: 'x', exits: [] });
		expect(leavingFields(fields, new Set())).toEqual([]);
		expect(leavingFields(fields, new Set(['follow-up']))).toEqual(['label', 'note']);
		expect(leavingFields(fields, new Set(['follow-up', 'person', 'situation', 'procedure', 'consent']))).toEqual([
			'label',
			'note',
			'gender'
		]);
	});

	it('is written down before, beside what left before', async () => {
		const written: Edit[] = [];
		const vault = {
			takeOut: (_: unknown, edit: Edit) => {
				written.push(edit);
				return Promise.resolve({ ok: true as const, value: undefined as never });
			}
		};
		const before = { date: '2026-11-01', form: 'print', parts: ['person'], gone: null } as const;
		const fields = fieldsOf({ exits: [before] });
		await leave(vault, 'case' as never, fields, { date: DAY, form: 'text', parts: ['follow-up'], to: 'person' });
		expect(written).toEqual([
			{
				path: 'exits',
				value: [before, { date: DAY, form: 'text', parts: ['follow-up'], to: 'person', gone: null }],
				over: ['x.1.0']
			}
		]);
		expect(exitsOut(fields)).toEqual([before]);
		const after = fieldsOf({ exits: destroyed(fields, DAY).value! });
		expect(exitsOut(after)).toEqual([]);
		expect(destroyed(after, civilDate('2027-01-01')).value).toEqual([{ ...before, gone: DAY }]);
	});
});

describe('for an organisation', () => {
	const consents = [
		{ purpose: 'share', scope: 'Amicale', withdrawn: null },
		{ purpose: 'share', scope: 'Mairie', withdrawn: '2026-11-02' }
	];
	const vault = { takeOut: () => Promise.resolve({ ok: true as const, value: undefined as never }) };
	const leaves = async (to: Partial<Exit>) =>
		(await leave(vault, 'case' as never, fieldsOf({ consents }), { date: DAY, form: 'text', parts: [], ...to })).ok;

	it('leaves only what the person has agreed to and has not taken back, and never without a word of whom it is for', async () => {
		expect(await leaves({ to: 'share', who: 'Amicale' })).toBe(true);
		expect(await leaves({ to: 'share', who: 'Mairie' })).toBe(false);
		expect(await leaves({ to: 'share', who: 'Autre' })).toBe(false);
		expect(await leaves({ to: 'share' })).toBe(false);
		expect(await leaves({})).toBe(false);
		for (const to of ['person', 'danger', 'duty'] as const) expect(await leaves({ to })).toBe(true);
	});
});

describe('the forms', () => {
	const lines = [
		{ label: 'Note', value: 'a "b", c\nd' },
		{ label: '=1+1', value: '@x' },
		{ label: 'Suite', value: '-2' }
	];

	it('as a table keep quotes, commas and lines, and are no formula to a spreadsheet', () => {
		expect(asCsv(lines)).toBe('"Note","a ""b"", c\nd"\r\n"\'=1+1","\'@x"\r\n"Suite","\'-2"\r\n');
	});

	it('as text have one line for each answer', () => {
		expect(asText([{ label: 'Suite', value: 'Rappeler' }])).toBe('Suite : Rappeler\r\n');
	});

	it('as a calendar date have a title that says nothing, and no time at which it was made', () => {
		const file = asCalendar({ date: DAY }, 'Rendez-vous, là', '00ff', Date.UTC(2026, 10, 29, 14, 33, 12));
		expect(file.split('\r\n')).toEqual([
			'BEGIN:VCALENDAR',
			'VERSION:2.0',
			'PRODID:-//Calendar//FR',
			'BEGIN:VEVENT',
			'UID:00ff',
			'DTSTAMP:20261129T000000Z',
			'DTSTART;VALUE=DATE:20261130',
			'SUMMARY:Rendez-vous\\, là',
			'CLASS:PRIVATE',
			'END:VEVENT',
			'END:VCALENDAR',
			''
		]);
		expect(file).not.toMatch(/repit|répit/i);
		const hour = { date: DAY, instant: Date.UTC(2026, 10, 30, 15, 40) };
		expect(asCalendar(hour, 'x', '00ff', 0)).toContain('\r\nDTSTART:20261130T154000Z\r\n');
	});
});
