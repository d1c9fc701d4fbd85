/** A team that is made once, and copied for each case of an attack: what it has said until then is with each copy. */
import type { Server } from './server.ts';
import type { TeamPhone } from './team-phone.ts';

export interface ReadyTeam {
	readonly server: Server;
	readonly phones: readonly TeamPhone[];
}

export function ready(make: () => Promise<ReadyTeam>): () => Promise<ReadyTeam> {
	let made: Promise<ReadyTeam> | null = null;
	return async () => {
		const team = await (made ??= make());
		const server = team.server.copy();
		server.seen.push(...team.server.seen);
		server.sizes.push(...team.server.sizes);
		const phones: TeamPhone[] = [];
		for (const phone of team.phones) phones.push(await phone.clone(server));
		return { server, phones };
	};
}
