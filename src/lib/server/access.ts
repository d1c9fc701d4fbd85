/**
 * Who asks, and what she is in the space that she names. Decided anew at each request from the chain; only the login itself is
 * remembered, hashed, for a quarter of an hour, and falls with a change of the device's standing.
 */
import type { Bytes } from '../domain/cbor.ts';
import { ok } from '../domain/result.ts';
import { sameBytes, type Role } from '../sync/protocol/index.ts';
import { activeDevice, keyOf, roleOf, type Key, type Team } from '../team/index.ts';
import type { Context } from './context.ts';
import { statement } from './database/statement.ts';
import type { Reading, SpaceRow, Tables } from './database/tables.ts';
import { refuse, type Answer } from './refusal.ts';
import { sha256 } from './verify.ts';

export interface Session {
	readonly hash: Bytes;
	/** The home space that was logged in to. */
	readonly space: Bytes;
	readonly device: Bytes;
	readonly key: Key;
	readonly courier: boolean;
	/** Was removed from the home space. */
	readonly removed: boolean;
	readonly until: number;
}

export interface Access {
	readonly row: SpaceRow;
	readonly team: Team;
	/** `null` for a device that was removed. */
	readonly role: Role | null;
}

const SESSION = statement<Tables['session']>('select * from session where hash = $1');
const STANDING = statement<Pick<Tables['device'], 'standing'>>(
	'select standing from device where space = $1 and device = $2'
);
const SPACE = statement<SpaceRow>('select * from space where space = $1');

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/;

export async function sessionOf({ database, around }: Context, header: string | null): Promise<Answer<Session>> {
	const text = BEARER.exec(header ?? '')?.[1];
	if (text === undefined) return refuse('session-over');
	const [row] = await SESSION(database.db, sha256(Buffer.from(text, 'base64url')));
	if (!row || row.until <= around.now()) return refuse('session-over');
	const { hash, space, device, until } = row;
	// Not a join: where tables are spread over machines, a login and its space lie apart, and each is found by its own key.
	const [known] = await STANDING(database.db, space, device);
	if (!known) return refuse('session-over');
	return ok({
		hash,
		space,
		device,
		key: keyOf(device),
		courier: row.as === 1,
		removed: known.standing !== 0,
		until
	});
}

export async function spaceRow(reading: Reading, space: Bytes): Promise<SpaceRow | null> {
	return (await SPACE(reading, space))[0] ?? null;
}

/** Whoever is or was in the space; a courier only in its home. */
export async function accessTo({ database, teams }: Context, session: Session, space: Bytes): Promise<Answer<Access>> {
	const row = await spaceRow(database.db, space);
	if (!row) return refuse('unknown');
	const home = sameBytes(space, session.space);
	if (!home && (!row.parent || !sameBytes(row.parent, session.space))) return refuse('not-member');
	if (!home && session.courier) return refuse('not-allowed');
	const team = await teams.of(database.db, row);
	if (!team.devices.has(session.key)) return refuse('not-member');
	const stands = !session.removed && activeDevice(team, session.key) !== null;
	return ok({ row, team, role: stands ? roleOf(team, session.key) : null });
}

/** A device itself, that stands. */
export async function memberOf(
	context: Context,
	session: Session,
	space: Bytes
): Promise<Answer<Access & { role: Role }>> {
	if (session.courier) return refuse('not-allowed');
	return standing(await accessTo(context, session, space));
}

/** A device or its courier. */
export async function carrierOf(
	context: Context,
	session: Session,
	space: Bytes
): Promise<Answer<Access & { role: Role }>> {
	return standing(await accessTo(context, session, space));
}

export async function adminOf(context: Context, session: Session, space: Bytes): Promise<Answer<Access>> {
	const access = await memberOf(context, session, space);
	return access.ok && access.value.role !== 'admin' ? refuse('not-allowed') : access;
}

function standing(access: Answer<Access>): Answer<Access & { role: Role }> {
	if (!access.ok) return access;
	const { role } = access.value;
	return role === null ? refuse('removed') : ok({ ...access.value, role });
}
