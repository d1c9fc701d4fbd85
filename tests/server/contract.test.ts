/** The contract of the server (`docs/protocol.md`, 11), the same on both engines: the parts are in `contract/`. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { begun, type Begun } from './contract/begun.ts';
import { chainAndCircles } from './contract/chain.ts';
import { files } from './contract/files.ts';
import { foundingAndLogins } from './contract/founding.ts';
import { hints } from './contract/hints.ts';
import { pushingAndPulling } from './contract/items.ts';
import { losing } from './contract/losing.ts';
import { operating } from './contract/operating.ts';
import { startPostgres, STARTS_WITHIN, type Postgres } from './postgres.ts';

describe.each(['sqlite', 'postgres'] as const)('on %s', (engine) => {
	let postgres: Postgres | null = null;
	const the = {} as { -readonly [K in keyof Begun]: Begun[K] };

	beforeAll(async () => {
		if (engine === 'postgres') postgres = await startPostgres();
	}, STARTS_WITHIN);
	afterAll(() => postgres?.stop(), STARTS_WITHIN);
	beforeEach(async () => {
		Object.assign(the, await begun(engine, postgres));
	}, STARTS_WITHIN);
	afterEach(() => the.world.end(), STARTS_WITHIN);

	for (const part of [foundingAndLogins, chainAndCircles, pushingAndPulling, losing, files, hints, operating])
		part(the);
});
