import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApi } from './openapi.ts';

it('docs/openapi.json is what the messages say; node src/tools/openapi.ts writes it anew', () => {
	expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApi());
});
