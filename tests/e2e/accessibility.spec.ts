/**
 * Every screen and state × French and English × light and dark × 320 px and 200 % text: no finding of axe, no sideways
 * scroll, no target too small. A new screen is a new line of the table. `npm test` looks at every state in French, whose words are mostly
 * the longer; the soak at everything in both.
 */
import { expect, type Page } from '@playwright/test';
import type { AskedKey } from '../../src/lib/state/open/questions.ts';
import { contrastFaults, faultsOf, setTextSize, sizeFaults } from '../support/accessible.ts';
import { running, visit } from '../support/app.ts';
import { asked, interview, mouse, reply, VIG_01 } from '../support/interview.ts';
import { answerButton, at, begin, next, walk } from '../support/screening.ts';
import { LANGUAGES } from '../support/soak.ts';
import { test } from '../support/window.ts';
import { wordsOf, type Say } from '../support/words.ts';

interface Screen {
	readonly name: string;
	readonly path: string;
	/** From the page as it opens to the state to be looked at. */
	readonly reach?: (page: Page, say: Say) => Promise<void>;
}

const SIGNS = { A2: 'yes', 'A6-age': 'unclear', B1: 'yes', E1: 'yes', E3: 'unclear', F1: 'yes', W1: 'yes' } as const;

const SCREENS: readonly Screen[] = [
	{ name: 'home', path: '/' },
	{
		name: 'home, display settings open',
		path: '/',
		reach: async (page, say) => {
			await page.getByText(say('display.title')).click();
			await page.getByLabel(say('safety.look.label')).waitFor();
		}
	},
	{ name: 'emergency sheet', path: '/', reach: emergency },
	{ name: 'neutral page', path: '/calendar' },
	{ name: 'about', path: '/about' },
	{ name: 'security', path: '/about/security' },
	{
		name: 'a search or a requisition, locked',
		path: '/requisition',
		reach: async (page, say) => {
			await page.getByRole('heading', { name: say('law.rules.LAW-KEY-HAND-OVER.title') }).waitFor();
			await page.getByRole('button', { name: say('safety.requisition.lock') }).click();
		}
	},
	{ name: 'not found', path: '/nowhere' },
	{
		name: 'law: a search',
		path: '/law',
		reach: async (page) => {
			await page.getByRole('searchbox').fill('L425-3');
		}
	},
	{
		name: 'law: a rule, its provenance open',
		path: '/law/LAW-COND-COMPLAINT',
		reach: async (page) => {
			for (const closed of await page.locator('main details:not([open]) > summary').all()) await closed.click();
		}
	},
	{ name: 'law: no such rule', path: '/law/LAW-UNKNOWN' },
	{ name: 'rights: languages', path: '/rights' },
	{ name: 'rights: topics of a draft', path: '/rights/ar' },
	{ name: 'rights: a right in French, every text open', path: '/rights/fr/reflection', reach: unfold },
	{ name: 'rights: English with its French beneath', path: '/rights/en/permit', reach: unfold },
	{ name: 'rights: before the phone changes hands', path: '/rights/fr' },
	{
		name: 'rights: lent, then what was read',
		path: '/rights/fr',
		reach: async (page, say) => {
			await page.getByRole('button', { name: say('reader.lent.begin') }).click();
			await page.getByRole('button', { name: say('reader.lent.back'), exact: true }).waitFor();
			await unfold(page);
			expect(await faultsOf(page)).toEqual([]);
			await page.getByRole('button', { name: say('reader.lent.back'), exact: true }).focus();
			await page.keyboard.down(' ');
			await page.waitForURL('**/rights/read');
			await page.keyboard.up(' ');
		}
	},
	{
		name: 'rights: a card to take away',
		path: '/rights/en/take-away',
		reach: async (page, say) => {
			await page.getByRole('button', { name: say('paper.answers.doubt'), exact: true }).click();
			await page
				.getByRole('button')
				.filter({ hasText: say('paper.wanted.card.title') })
				.click();
			await page
				.getByRole('button')
				.filter({ hasText: say('paper.card.hand') })
				.click();
		}
	},
	{
		name: 'rights: a sheet to take away',
		path: '/rights/en/take-away',
		reach: async (page, say) => {
			await page.getByRole('button', { name: say('paper.answers.no'), exact: true }).click();
			await page
				.getByRole('button')
				.filter({ hasText: say('paper.wanted.leaflet.title') })
				.click();
			await unfold(page);
		}
	},
	{ name: 'rights: a draft open, right to left', path: '/rights/ar/permit', reach: unfold },
	{ name: 'rights: a draft open, Chinese', path: '/rights/zh-Hans/help', reach: unfold },
	{ name: 'voices: none yet', path: '/voices' },
	{
		name: 'voices: a sentence to record, right to left',
		path: '/review/ar/voice',
		reach: async (page, say) => {
			await page.getByRole('button', { name: say('voices.speaker.man'), exact: true }).click();
			await page.getByRole('button', { name: say('voices.record.begin') }).click();
			await page.getByRole('button', { name: say('voices.record.next') }).click();
			await page.getByRole('button', { name: say('voices.record.start'), exact: true }).click();
		}
	},
	{ name: 'review: what there is', path: '/review' },
	{ name: 'review: the words of a right-to-left language', path: '/review/ar#stop', reach: reviewOne },
	{ name: 'review: rules', path: '/review/law#exit-path', reach: reviewOne },
	{
		name: 'review: signing',
		path: '/review/ro#stop',
		reach: async (page, say) => {
			await page
				.getByRole('button', { name: say('review.approve') })
				.first()
				.click();
			await page.goto(page.url().replace('#stop', '#sign'));
			await page.getByRole('button', { name: say('review.sign.draw') }).click();
			await page.getByRole('button', { name: say('review.sign.submit') }).click();
		}
	},
	{ name: 'cases: none yet', path: '/cases' },
	{ name: 'screening: gate', path: '/screen' },
	{
		name: 'screening: what is never asked',
		path: '/screen',
		reach: async (page, say) => {
			await page.getByText(say('screening.never.title')).click();
		}
	},
	{
		name: 'screening: danger, unclear',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			await answerButton(page, say, 'no').click();
			await answerButton(page, say, 'unclear').click();
			await at(page, say, 'A2');
		}
	},
	{
		name: 'screening: a point, asked gently',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			for (let point = 0; point < 7; point += 1) await answerButton(page, say, 'declined').click();
			await at(page, say, 'B1');
			await page.getByText(say('screening.soft')).click();
		}
	},
	{
		name: 'screening: chooser',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			await page.getByRole('button', { name: say('screening.nav.list') }).click();
			await page.getByRole('button', { name: say('screening.list.forms') }).click();
			await page.getByRole('checkbox', { name: say('screening.forms.other') }).check();
		}
	},
	{
		name: 'screening: every point',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			await answerButton(page, say, 'yes').click();
			await next(page, say).click();
			await page.getByRole('button', { name: say('screening.nav.list') }).click();
		}
	},
	{
		name: 'screening: closing',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			await page.getByRole('button', { name: say('screening.nav.list') }).click();
			await page.getByRole('button', { name: say('screening.closing.title') }).click();
		}
	},
	{
		name: 'screening: result with danger, every flag and the rule',
		path: '/screen',
		reach: async (page, say) => {
			await begin(page, say);
			await walk(page, say, SIGNS, ['sexual', 'other']);
			await page.getByRole('button', { name: say('screening.nav.result') }).click();
			await page.getByText(say('screening.result.rule'), { exact: true }).click();
			await page.getByRole('button', { name: say('screening.nav.restart') }).click();
		}
	},
	{
		name: 'screening: rights card',
		path: '/screen',
		reach: async (page, say) => {
			await page.getByRole('button', { name: say('screening.gate.start.rights') }).click();
			await expect(page.getByRole('main')).toContainText(say('law.rules.LAW-CIVI.title'));
		}
	},
	{
		name: 'permit: danger, and why it is asked',
		path: '/permit',
		reach: async (page, say) => {
			await mouse(page).press(say('permit.answers.yes'));
			await page.getByText(say('permit.why')).click();
		}
	},
	{
		name: 'permit: the day of an OQTF',
		path: '/permit',
		reach: async (page, say) => {
			const hand = mouse(page);
			await reply(page, say, hand, 'dangerNow', false);
			await hand.press(say('permit.questions.oqtfNotifiedDate.yes'));
			await hand.write(say('date.month'), '13');
			await hand.write(say('date.year'), '2026');
		}
	},
	{
		name: 'permit: a country',
		path: '/permit',
		reach: async (page, say) => {
			await openPermit(page, say, 'nationality');
			await page.getByLabel(say('permit.questions.nationality.search')).fill('a');
		}
	},
	{
		name: 'permit: a contact that is suffered',
		path: '/permit',
		reach: async (page, say) => {
			await openPermit(page, say, 'contact');
			await mouse(page).press(say('permit.questions.contact.values.suffered'));
		}
	},
	{
		name: 'permit: listed offences',
		path: '/permit',
		reach: (page, say) => openPermit(page, say, 'listedOffences')
	},
	{
		name: 'permit: answers given',
		path: '/permit',
		reach: async (page, say) => {
			await reply(page, say, mouse(page), 'dangerNow', null);
			await page.getByRole('button', { name: say('permit.nav.keep') }).click();
			await page.getByRole('button', { name: say('permit.nav.list') }).click();
			await page.getByText(say('permit.list.other')).click();
			await page.getByRole('button', { name: say('permit.nav.restart') }).click();
		}
	},
	{
		name: 'permit: result of a running appeal and 30 days, everything open',
		path: '/permit',
		reach: async (page, say) => {
			await interview(page, say, {
				...VIG_01,
				dangerNow: false,
				oqtfNotifiedDate: '2026-11-20T18:05',
				confinement: 'house-arrest',
				complaint: false,
				contact: 'suffered',
				reflection: 'running',
				reflectionReceiptDate: '2026-11-13',
				listedOffences: true
			});
			await page.locator('main details').evaluateAll((all) => {
				for (const one of all) if (one instanceof HTMLDetailsElement) one.open = true;
			});
		}
	},
	{ name: 'urgent: nothing known', path: '/urgent' },
	{
		name: 'urgent: 48 hours, every text open',
		path: '/urgent',
		reach: async (page, say) => {
			await page
				.getByRole('button')
				.filter({ hasText: say('urgent.what.detention') })
				.click();
			await page.getByRole('button', { name: say('date.today') }).click();
			await page.getByText(say('urgent.printed.summary')).click();
			await page.getByText(say('urgent.more')).click();
		}
	}
];

/** Colours do not depend on the size of the text, nor sizes on the colours, nor anything else that axe finds on either. */
const DRESSES = [
	{ colorScheme: 'light', text: '100%', look: faultsOf },
	{ colorScheme: 'dark', text: '100%', look: contrastFaults },
	{ colorScheme: 'light', text: '200%', look: sizeFaults }
] as const;

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;

const server = running();

for (const language of LANGUAGES) {
	const say = wordsOf(language);
	test.describe(language, () => {
		test.use({ locale: LOCALES[language], viewport: { width: 320, height: 640 } });
		for (const { name, path, reach } of SCREENS) {
			test(name, async ({ page }) => {
				await visit(page, server.url + path);
				await reach?.(page, say);
				const faults: string[] = [];
				for (const { colorScheme, text, look } of DRESSES) {
					await page.emulateMedia({ colorScheme });
					await setTextSize(page, text);
					for (const fault of await look(page)) faults.push(`${colorScheme}, text ${text}: ${fault}`);
				}
				expect(faults).toEqual([]);
			});
		}
	});
}

/** Approves one sentence or rule, suggests other words for the next, and opens a remark. */
async function reviewOne(page: Page, say: Say): Promise<void> {
	const words = page.url().includes('/law') ? 'review.rule' : 'review';
	await page
		.getByRole('button', { name: say(`${words}.approve`) })
		.first()
		.click();
	await page
		.getByRole('button', { name: say(`${words}.suggest`) })
		.nth(1)
		.click();
	await page.getByText(say('review.remark')).first().click();
}

async function unfold(page: Page): Promise<void> {
	const folded = page.locator('main details:not([open]) > summary:visible');
	while ((await folded.count()) > 0) await folded.first().click();
}

/** Walks to one question of the permit interview, "don't know" to those before it. */
async function openPermit(page: Page, say: Say, wanted: AskedKey): Promise<void> {
	const hand = mouse(page);
	for (let key = await asked(page, say); key !== null && key !== wanted; key = await asked(page, say)) {
		await reply(page, say, hand, key, VIG_01[key] ?? null);
		await expect(page.getByRole('heading', { name: say(`permit.questions.${key}.ask`) })).toBeHidden();
	}
}

async function emergency(page: Page, say: Say): Promise<void> {
	await page
		.getByRole('banner')
		.getByRole('button', { name: say('common.danger') })
		.click();
	await page.getByRole('dialog').getByText(say('emergency.rules')).click();
}
