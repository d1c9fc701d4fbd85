/** The permit interview as a worker does it: an answer to each question that comes, "don't know" where there is none. */
import { expect, type Page } from '@playwright/test';
import { question, valuesOf, type AskedKey } from '../../src/lib/state/open/questions.ts';
import { FACT_KEYS } from '../../src/lib/law/fact-keys.ts';
import type { Say } from './words.ts';

/** By fact: a yes/no or a value, a date as it is typed (`2002-03`, `2026-11-23T18:05`), `none` for "there is none". */
export type Replies = Readonly<Partial<Record<AskedKey, string | boolean>>>;

/** A Nigerian woman who lodged a complaint for procuring in Lyon, heard by police, no contact left, no title (case VIG-01). */
export const VIG_01: Replies = {
	dangerNow: false,
	oqtfNotifiedDate: 'none',
	nationality: 'NG',
	familyOfEU: false,
	birthDate: '2002-03',
	victim: true,
	exploitation: 'sexual',
	complaint: true,
	complaintOffence: 'trafficking-procuring',
	factsInFrance: true,
	contact: 'none',
	threatToPublicOrder: false,
	acceptsRepublicContract: true,
	heardByPolice: true,
	oqtfNotComplied: false,
	listedOffences: false,
	title: 'none',
	applicationDate: 'none'
};

const COUNTRY: Readonly<Record<string, string>> = { NG: 'Nigeria', CH: 'Suisse' };
const OWN = new Set<AskedKey>([
	'oqtfNotifiedDate',
	'ageDoubt',
	'threatToPublicOrder',
	'listedOffences',
	'complaintFalse',
	'applicationDate'
]);
const ASKED = FACT_KEYS.filter((key) => key !== 'today' && key !== 'linksBroken');

const heading = (page: Page) => page.locator('h2[data-arrival]');

/** The question on the screen, or `null` on the result. */
export async function asked(page: Page, say: Say): Promise<AskedKey | null> {
	const byText = new Map(ASKED.map((key) => [say(`permit.questions.${key}.ask`), key]));
	const known = new RegExp([...byText.keys(), say('permit.result.title')].map(escaped).join('|'));
	await expect(heading(page)).toHaveText(known);
	return byText.get((await heading(page).textContent()) ?? '') ?? null;
}

/** What a finger or a key does: press a button, write in a field. */
export interface Hand {
	press(name: string): Promise<void>;
	write(label: string, text: string): Promise<void>;
}

export function mouse(page: Page): Hand {
	const main = page.getByRole('main');
	return {
		press: (name) => page.getByRole('button', { name, exact: true }).or(hinted(page, name)).first().click(),
		write: (label, text) => main.getByLabel(label, { exact: true }).fill(text)
	};
}

/** Only Tab, letters and Enter. */
export function keyboard(page: Page): Hand {
	const tabTo = async (matches: (text: string) => boolean): Promise<void> => {
		for (let step = 0; step < 60; step += 1) {
			await page.keyboard.press('Tab');
			const text = await page.evaluate(() => {
				const at = document.activeElement;
				if (at === null) return '';
				if (at instanceof HTMLInputElement) return at.labels?.[0]?.textContent?.trim() ?? '';
				return at.querySelector('.words > span')?.textContent ?? at.textContent?.trim() ?? '';
			});
			if (matches(text)) return;
		}
		throw new Error('not reached by Tab');
	};
	return {
		press: async (name) => {
			await tabTo((text) => text === name);
			await page.keyboard.press('Enter');
		},
		write: async (label, text) => {
			await tabTo((shown) => shown === label);
			await page.keyboard.type(text);
		}
	};
}

/** Answers the question on the screen. */
export async function reply(
	page: Page,
	say: Say,
	hand: Hand,
	key: AskedKey,
	value: string | boolean | null
): Promise<void> {
	const words = `permit.questions.${key}`;
	const yesNo = OWN.has(key) ? words : 'permit.answers';
	const { kind } = question(key);
	if (value === null) return hand.press(say('permit.answers.unknown'));
	if (typeof value === 'boolean') return hand.press(say(`${yesNo}.${value ? 'yes' : 'no'}`));
	if (value === 'none' && kind === 'event') return hand.press(say(`${words}.no`));
	if (valuesOf(key).includes(value)) return hand.press(say(`${words}.values.${value}`));
	if (key === 'nationality') {
		const name = COUNTRY[value] ?? value;
		await hand.write(say(`${words}.search`), name.slice(0, 5).toLowerCase());
		return hand.press(name);
	}
	if (kind === 'event') await hand.press(say(`${words}.yes`));
	await typeDate(say, hand, value);
	return hand.press(say('permit.answers.confirmDate'));
}

async function typeDate(say: Say, hand: Hand, value: string): Promise<void> {
	const [date = '', time] = value.split('T');
	const [year = '', month = '', day] = date.split('-');
	if (day) await hand.write(say('date.dayOptional'), day);
	await hand.write(say('date.month'), month);
	await hand.write(say('date.year'), year);
	if (time) await hand.write(say('date.time'), time);
}

/** Answers until the result stands; gives the questions in the order they came. */
export async function interview(
	page: Page,
	say: Say,
	replies: Replies,
	hand = mouse(page)
): Promise<readonly AskedKey[]> {
	const order: AskedKey[] = [];
	for (;;) {
		const key = await asked(page, say);
		if (key === null) return order;
		if (order.includes(key)) throw new Error(`asked twice: ${key}`);
		order.push(key);
		const value = replies[key] ?? null;
		await reply(page, say, hand, key, value);
		if (staysOn(key, value)) await hand.press(say('permit.nav.keep'));
		await expect(heading(page)).not.toHaveText(say(`permit.questions.${key}.ask`));
	}
}

/** Answers the screen dwells on, for what they ask of us. */
function staysOn(key: AskedKey, value: string | boolean | null): boolean {
	if (key === 'dangerNow') return value !== false;
	return key === 'contact' && value !== null && !['none', 'chosen'].includes(String(value));
}

/** An answer with a line of help under it: its name is both. */
function hinted(page: Page, name: string) {
	return page
		.getByRole('main')
		.getByRole('button')
		.filter({ has: page.getByText(name, { exact: true }) });
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
