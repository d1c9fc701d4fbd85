import { get } from 'svelte/store';
import { describe, expect, test } from 'vitest';
import en from '$messages/screening/en.json';
import fr from '$messages/screening/fr.json';
import { setLocale, startLocale, t, useCatalog } from './index.ts';

const title = () => get(t)('screening.title');

describe('the words of a page', () => {
	test('come in the locale of the phone, whichever of layout and page asks first', async () => {
		const page = useCatalog('screening');
		await startLocale('en');
		await page;
		expect(title()).toBe(en.title);
	});

	test('follow a change of locale', async () => {
		await setLocale('fr');
		expect(title()).toBe(fr.title);
		const change = setLocale('en');
		const later = useCatalog('emergency');
		await Promise.all([change, later]);
		expect(get(t)('emergency.title')).toBe('Danger: who to call');
	});
});
