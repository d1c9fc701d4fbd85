/** What each test of the contract begins with: a server, a phone, its space, not yet founded. */
import type { Postgres } from '../postgres.ts';
import { alone, found, join, phone, type Ask, type Phone, type Space } from '../scene.ts';
import { world, type World } from '../world.ts';

export interface Begun {
	readonly engine: 'sqlite' | 'postgres';
	readonly world: World;
	readonly ask: Ask;
	readonly awa: Phone;
	readonly space: Space;
	/** Founds the space, with Awa logged in. */
	begin(): Promise<void>;
	/** Another phone that has joined and is logged in. */
	joined(role?: 'admin' | 'worker' | 'reader'): Promise<Phone>;
}

export async function begun(engine: Begun['engine'], postgres: Postgres | null): Promise<Begun> {
	const made = await world(postgres);
	const awa = await phone();
	const space = await alone(awa);
	return {
		engine,
		world: made,
		ask: made.ask,
		awa,
		space,
		begin: async () => found(made.ask, space, awa, await made.token()),
		async joined(role = 'worker') {
			const newcomer = await phone();
			await join(made.ask, space, awa, newcomer, role);
			return newcomer;
		}
	};
}
