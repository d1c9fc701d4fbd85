/** Stands in for Vitest in the tests of the attacks: keeps their cases, to be lived as often as is needed. */
import { expect, vi } from 'vitest';

type Work = () => unknown;
export interface Case {
	readonly name: string;
	readonly file: string;
	readonly before: readonly Work[];
	readonly work: Work;
}

export const cases: Case[] = [];
let file = '';
let names: string[] = [];
let before: Work[] = [];

/** What is told from now on is of this file. */
export function beginFile(name: string): void {
	[file, names, before] = [name, [], []];
}

const workIn = (rest: readonly unknown[]) => rest.find((one): one is Work => typeof one === 'function')!;

export function describe(name: string, ...rest: readonly unknown[]): void {
	const outer = [names, before] as const;
	[names, before] = [[...names, name], [...before]];
	workIn(rest)();
	[names, before] = outer;
}

export function it(name: string, ...rest: readonly unknown[]): void {
	cases.push({ name: [...names, name].join(' > '), file, before: [...before], work: workIn(rest) });
}
it.each = (rows: readonly unknown[]) => (name: string, work: (...row: unknown[]) => unknown) => {
	for (const row of rows)
		it(`${name} ${String(row)}`, () => work(...(Array.isArray(row) ? (row as unknown[]) : [row])));
};

export function beforeEach(work: Work): void {
	before.push(work);
}
export function beforeAll(work: Work): void {
	before.push(work);
}
export const afterEach = (): void => undefined;
export const afterAll = (): void => undefined;
export { it as test, expect, vi };
