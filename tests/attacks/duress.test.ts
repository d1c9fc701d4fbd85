/** Whoever has the disk and no passphrase, against the question whether a second one is in use. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
	createdOn,
	diskOf,
	good,
	ignore,
	newPhone,
	openTab,
	passphrase,
	type Disk,
	type Phone
} from '../faults/phone.ts';
import { fromCbor } from '../../src/lib/crypto/cbor.ts';
import type { CoverStep } from '../../src/lib/vault/types.ts';
import { chiSquare } from './chance.ts';

const SECOND = 'sept huit neuf dix onze douze';
const STEPS: readonly CoverStep[] = [0, 1, 2, 3].flatMap((of) => [
	{ of, hoursAgo: 800 - 90 * of, edits: [{ path: 'label', value: `Atelier ${of}` }] },
	{ of, hoursAgo: 80 - 9 * of, edits: [{ path: 'nextAction', value: 'Rappeler pour l’inscription' }] }
]);
const PHONES = 12;

interface Image {
	readonly second: boolean;
	/** Rows beside the vault's own, as the database gives them. */
	readonly beside: Disk['rows'][0];
	readonly slots: Uint8Array;
	readonly shape: string;
}

/** A vault with a case; with a second passphrase, its cover space was opened and written to as well. */
async function imageOf(second: boolean): Promise<Image> {
	const phone: Phone = newPhone();
	const tab = await createdOn(phone);
	good(await tab.session!.createCase([{ path: 'label', value: 'fougère' }]));
	if (second) {
		good(await tab.setSecond(passphrase(), passphrase(SECOND), 'cover', STEPS));
		const cover = openTab(phone);
		good(await cover.unlock(passphrase(SECOND), ignore));
		const id = good(await cover.session!.createCase([{ path: 'label', value: 'Permanence' }])).id;
		good(await cover.session!.edit(id, [{ path: 'nextAction', value: 'Écrire' }]));
		await cover.session!.tidy();
	}
	const disk = await diskOf(phone);
	const [one, other] = disk.rows;
	const beside = one.length > other.length ? other : one;
	const sizes = beside.map(({ box }) => box.length).sort((a, b) => a - b);
	const slots = disk.base.find(([key]) => key === 0)![1];
	const shape = JSON.stringify([sizes, slots.length, disk.base.map(([key, value]) => [key, value.length])]);
	return { second, beside, slots, shape };
}

let images: readonly Image[];
beforeAll(async () => {
	const made: Image[] = [];
	for (let i = 0; i < PHONES; i++) made.push(await imageOf(i % 2 === 0));
	images = made;
}, 120_000);

describe('a disk with a second passphrase and one without', () => {
	it('have the same tables, with as many rows of the same sizes', () => {
		expect(new Set(images.map(({ shape }) => shape)).size).toBe(1);
	});

	it('have rows in an order that says nothing: sizes are strewn over the ids alike', () => {
		/** Mean place of the larger rows among all, 0 to 1. */
		const places = (second: boolean) =>
			images
				.filter((image) => image.second === second)
				.map(({ beside }) => {
					const large = beside.flatMap(({ box }, at) => (box.length > 600 ? [at / (beside.length - 1)] : []));
					return large.reduce((sum, at) => sum + at, 0) / large.length;
				});
		const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
		// Of 26 among 58 places the mean is 0.5 ± 0.043; of six such means ± 0.018.
		for (const second of [true, false]) expect(Math.abs(mean(places(second)) - 0.5)).toBeLessThan(0.09);
	});

	it('have bytes without a pattern, in rows and slots alike', () => {
		for (const { beside, slots, second } of images) {
			const bytes = beside.flatMap(({ id, box }) => [id, box]);
			expect(chiSquare(bytes), `second: ${second}`).toBeLessThan(400);
			const file = fromCbor(slots) as { slots: Record<string, Uint8Array>[] };
			expect(file.slots).toHaveLength(4);
			for (const slot of file.slots)
				expect(Object.entries(slot).map(([name, value]) => [name, value.length])).toEqual([
					['ct', 64],
					['id', 16],
					['iv', 12],
					['commit', 32]
				]);
		}
		const all = (second: boolean) =>
			images.filter((image) => image.second === second).flatMap(({ beside }) => beside.map(({ box }) => box));
		expect(chiSquare(all(true))).toBeLessThan(400);
		expect(chiSquare(all(false))).toBeLessThan(400);
	});

	it('are told apart by none of a hundred simple marks any better than by chance', () => {
		/** Of a row: sums of bits at a place, over the whole container. */
		const marks = images.map(({ beside }) =>
			Array.from({ length: 100 }, (_, mark) =>
				beside.reduce((sum, { id, box }) => sum + ((mark < 16 ? id[mark]! : box[mark]!) & 1), 0)
			)
		);
		const worst = Array.from({ length: 100 }, (_, mark) => {
			const mean = (second: boolean) => {
				const own = marks.flatMap((values, at) => (images[at]!.second === second ? [values[mark]!] : []));
				return own.reduce((sum, value) => sum + value, 0) / own.length;
			};
			return Math.abs(mean(true) - mean(false));
		});
		// A sum of 58 bits is 29 ± 3.8, a difference of two means of six ± 2.2: of a hundred, none beyond five of these.
		expect(Math.max(...worst)).toBeLessThan(11);
	});
});
