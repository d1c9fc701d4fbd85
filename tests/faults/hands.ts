/**
 * Hands on the screen, quicker than ours: they run in the page, type into the fields, press the buttons, read the words, and
 * tell outside what the screen has said. Nothing of the app is called. Each function is sent to the page whole, so that it
 * may use nothing but its argument.
 */

/** What was done, told the moment it is begun and the moment the screen calls it saved. */
export interface Told {
	readonly kind: 'begun' | 'saved';
	readonly label: string;
	/** The next step of the case, which the list shows as it is saved. */
	readonly step: string;
	/** The case was made with label, next step and note at once; otherwise the next step was changed. */
	readonly made: boolean;
}

/** What every case is made with, beside its label and its first step. */
export const NOTE = 'une note';

/** Makes cases and edits them without end. Ends only with the page. */
export async function work({
	name,
	note,
	pauses
}: {
	name: string;
	note: string;
	pauses: readonly number[];
}): Promise<void> {
	const { told } = globalThis as unknown as { told: (what: Told) => Promise<void> };
	const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const until = async <T>(find: () => T | null | undefined | false): Promise<T> => {
		for (;;) {
			const found = find();
			if (found) return found;
			await wait(3);
		}
	};
	const fieldOf = (field: string) => document.querySelector<HTMLElement>(`[data-field="${field}"]`);
	const type = async (field: string, value: string) => {
		const into = await until(() => fieldOf(field)?.querySelector<HTMLInputElement>('input, textarea'));
		into.focus();
		into.value = value;
		into.dispatchEvent(new InputEvent('input', { bubbles: true }));
		return into;
	};
	const follow = async (href: string) => {
		(await until(() => document.querySelector<HTMLElement>(`a[href="${href}"]`))).click();
	};
	for (let i = 0; ; i++) {
		const label = `${name}-${String(i).padStart(3, '0')}`;
		await follow('/cases/new');
		await type('label', label);
		await type('note', note);
		(await type('nextAction', 'étape 0')).blur();
		const button = await until(() =>
			[...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes('Enregistrer le dossier'))
		);
		await told({ kind: 'begun', label, step: 'étape 0', made: true });
		button.click();
		await until(
			() =>
				/^\/cases\/.{22}$/.test(location.pathname) &&
				document.querySelector('h1')?.textContent.trim() === label &&
				document.body.innerText.includes('Enregistré et chiffré')
		);
		await told({ kind: 'saved', label, step: 'étape 0', made: true });
		for (let n = 1; n <= 4; n++) {
			await wait(pauses[(i * 4 + n) % pauses.length] ?? 0);
			const step = `étape ${n}`;
			const field = await type('nextAction', step);
			await told({ kind: 'begun', label, step, made: false });
			field.blur();
			await wait(0); // the mark of the step before is taken away when the page draws
			await until(() => /Enregistré$/.test(fieldOf('nextAction')?.textContent.trim() ?? ''));
			await told({ kind: 'saved', label, step, made: false });
		}
		await follow('/cases');
	}
}

export interface Seen {
	readonly label: string;
	/** As the list shows it. */
	readonly step: string;
	readonly note: string;
}

/** Looks these cases up, one after the other, from the list; `null` for one that is not there. Ends on the list. */
export async function look(labels: readonly string[]): Promise<readonly (Seen | null)[]> {
	const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	const until = async <T>(find: () => T | null | undefined | false): Promise<T> => {
		for (;;) {
			const found = find();
			if (found) return found;
			await wait(3);
		}
	};
	const seen: (Seen | null)[] = [];
	for (const label of labels) {
		const search = await until(
			() =>
				document.querySelector<HTMLInputElement>('input[type="search"]') ??
				document.body.innerText.includes('Aucun dossier')
		);
		if (search === true) {
			seen.push(null);
			continue;
		}
		search.value = label;
		search.dispatchEvent(new InputEvent('input', { bubbles: true }));
		let row: HTMLElement | undefined;
		// A list of many cases takes a moment on a slow machine; a case that is not there never comes.
		for (let tries = 0; !row && tries < 60; tries++) {
			await wait(50);
			row = [...document.querySelectorAll<HTMLElement>('a[href^="/cases/"]')].find(
				(link) => link.querySelector('strong')?.textContent === label
			);
		}
		if (!row) {
			seen.push(null);
			continue;
		}
		const [, step] = [...row.querySelectorAll('.words > .muted')].map(({ textContent }) => textContent);
		row.click();
		const field = await until(
			() =>
				document.querySelector('h1')?.textContent.trim() === label &&
				document.querySelector<HTMLTextAreaElement>('[data-field="note"] textarea')
		);
		seen.push({ label, step: step ?? '', note: field.value });
		document.querySelector<HTMLElement>('a[href="/cases"]')?.click();
		await until(() => document.querySelector('input[type="search"]'));
	}
	return seen;
}
