import { describe, expect, it } from 'vitest';
import { catalogFaults } from '../../src/tools/catalogs.ts';

describe('the words', () => {
	it('are complete and valid in French and English, and every key in the code exists', () => {
		expect(catalogFaults(process.cwd())).toEqual([]);
	});
});
