/**
 * Logins. A nonce is not kept until it is used: it says itself, under the server's key, for which device and until when it is
 * good, so that asking for one costs nothing and tells nothing. Used, its hash is kept until it would be over.
 */
import { toCbor, type Bytes } from '../../domain/cbor.ts';
import { ok } from '../../domain/result.ts';
import { MAX_CIRCLES, writeLogin } from '../../sync/protocol/index.ts';
import { activeDevice, keyOf } from '../../team/index.ts';
import { spaceRow, type Session } from '../access.ts';
import type { Context } from '../context.ts';
import { refuse, type Answer } from '../refusal.ts';
import { DOMAINS, isSigned, mac, sameSecret, sha256 } from '../verify.ts';

const NONCE_LIFE = 60_000;
const BEARER_LIFE = 15 * 60_000;
const SALT = 16;

export interface Nonce {
	readonly nonce: Bytes;
	readonly exp: number;
}
export interface Proof extends Nonce {
	readonly space: Bytes;
	readonly device: Bytes;
	readonly as: 0 | 1;
	readonly sig: Bytes;
}
export interface Login {
	readonly bearer: Bytes;
	readonly until: number;
	readonly standing: 0 | 1;
	readonly spaces: readonly Bytes[];
}

export function challenge({ around, database }: Context, device: Bytes): Nonce {
	const exp = around.now() + NONCE_LIFE;
	return { nonce: nonceOf(database.nonceKey, around.random(SALT), device, exp), exp };
}

function nonceOf(key: Bytes, salt: Bytes, device: Bytes, exp: number): Bytes {
	return new Uint8Array([...salt, ...mac(key, toCbor([salt, device, exp])).slice(0, SALT)]);
}

export async function login(context: Context, proof: Proof): Promise<Answer<Login>> {
	const { around, config, database } = context;
	const { space, device, nonce, exp, as, sig } = proof;
	const now = around.now();
	const ours = sameSecret(nonceOf(database.nonceKey, nonce.slice(0, SALT), device, exp), nonce);
	if (!ours || exp <= now || exp > now + NONCE_LIFE) return refuse('bad-proof');
	const row = await spaceRow(database.db, space);
	const team = row && (await context.teams.of(database.db, row));
	const known = team?.devices.get(keyOf(device));
	if (!row || !team || !known) return refuse('not-member');
	const key = as === 1 ? known.keys.courier : known.keys.sig;
	if (!key) return refuse('not-allowed');
	const domain = as === 1 ? DOMAINS.courier : DOMAINS.auth;
	const said = writeLogin({ origin: config.origin, space, device, nonce, exp });
	if (!(await isSigned(key, sig, domain, said))) return refuse('bad-proof');
	if (as === 1 && known.removed) return refuse('removed');
	return open(context, proof, activeDevice(team, keyOf(device)) ? 0 : 1);
}

/** A removal in between is no matter: what a login may do is decided from the chain each time it is used. */
async function open(
	context: Context,
	{ space, device, nonce, exp, as }: Proof,
	standing: 0 | 1
): Promise<Answer<Login>> {
	const { around, database } = context;
	const bearer = around.random(32);
	const until = around.now() + BEARER_LIFE;
	const fresh = await database.db.transaction().execute(async (tx) => {
		const used = await tx
			.insertInto('nonce')
			.values({ hash: sha256(nonce), exp })
			.onConflict((conflict) => conflict.doNothing())
			.returning('hash')
			.executeTakeFirst();
		if (!used) return false;
		await tx
			.insertInto('session')
			.values({ hash: sha256(bearer), space, device, as, until })
			.execute();
		return true;
	});
	if (!fresh) return refuse('bad-proof');
	const circles = standing === 1 ? [] : await circlesOfDevice(context, { space, device, courier: as === 1 });
	return ok({ bearer, until, standing, spaces: [space, ...circles] });
}

/** What a login reaches: the home space, then the circles that the device stands in. */
/** The circles of a home space in which the device stands. */
export async function circlesOfDevice(
	{ database }: Context,
	{ space, device, courier }: Pick<Session, 'space' | 'device' | 'courier'>
): Promise<readonly Bytes[]> {
	if (courier) return [];
	const circles = await database.db.selectFrom('circle').select('circle').where('space', '=', space).execute();
	if (circles.length === 0) return [];
	const standing = await database.db
		.selectFrom('device')
		.select('space')
		.where(
			'space',
			'in',
			circles.map(({ circle }) => circle)
		)
		.where('device', '=', device)
		.where('standing', '=', 0)
		.orderBy('space')
		.limit(MAX_CIRCLES)
		.execute();
	return standing.map((circle) => circle.space);
}
