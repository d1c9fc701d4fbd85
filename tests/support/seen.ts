/** A space of which something is seen otherwise than it is: what was done elsewhere, or lost here. It is changed like the real one. */
import type { SpaceSync } from '../../src/lib/sync/engine/space.ts';

export const seen = (space: SpaceSync, more: Readonly<Record<string, unknown>>): SpaceSync =>
	new Proxy(space, {
		get(real, name) {
			const value: unknown = name in more ? more[name as string] : Reflect.get(real, name, real);
			return typeof value === 'function' ? (value.bind(real) as unknown) : value;
		}
	});
