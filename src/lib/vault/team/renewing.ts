/** New keys for the only phone that manages a team, once there are two of it (`docs/protocol.md`, 8): before anybody is asked, they are on the disk. */
import { createDevice } from '$lib/crypto/device';
import { randomBytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { append } from '$lib/sync/engine/acts';
import { bytesOf } from '$lib/sync/bytes';
import { managesAlone, renewing } from '$lib/sync/engine/renew';
import type { SpaceSync } from '$lib/sync/engine/space';
import { sameBytes } from '$lib/sync/protocol';
import { keyOf } from '$lib/team';
import type { Place } from '../reader.ts';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import { dropJoining, readJoining, wipe, writeJoining, type Waiting } from './joining-row.ts';
import type { HostSurroundings } from './surroundings.ts';
import { toldOf } from './told.ts';
import type { TeamError } from './types.ts';

const NONCE_BYTES = 32;
type Done<T> = Promise<Result<T, TeamError>>;

/** The phone then comes in as any other that waits for the team's answer (`joining.ts`, `poll`). A cut is taken up where it was. */
export async function renewKeys(
	{ space, engine }: Open,
	place: Place,
	around: Pick<HostSurroundings, 'exclusive' | 'now'>
): Done<void> {
	const found = await readJoining(place);
	if (!found.ok) return fail(told(found.error));
	const begun = found.value?.step === 'waiting' && isRenewal(space, found.value) ? found.value : null;
	if (found.value && found.value.step !== 'ended' && !begun) wipe(found.value.secrets);
	try {
		const pulled = await engine.pull();
		// It got through, and the answer was lost.
		if (begun && (engine.talk.removed || space.team.devices.has(keyOf(begun.device.id)))) return ok(undefined);
		if (!pulled.ok) return toldOf(pulled.error);
		if (!managesAlone(space) || !space.openAlarms.some(({ kind }) => kind === 'cloned-self'))
			return fail({ kind: 'not-allowed' });
		const row = begun ?? (await newKeys(space));
		try {
			const kept = await around.exclusive(() => writeJoining(place, row));
			if (!kept.ok) return fail(told(kept.error));
			const done = await append(space, engine.talk, renewing(space, row.device), around);
			if (done.ok) return done;
			// Nobody has taken these keys, and nobody will.
			if (typeof done.error === 'object' && 'void' in done.error) await around.exclusive(() => dropJoining(place));
			return toldOf(done.error);
		} finally {
			wipe(row.secrets);
		}
	} finally {
		if (begun) wipe(begun.secrets);
	}
}

function isRenewal({ space }: SpaceSync, { invited, expected }: Waiting): boolean {
	return invited === null && expected?.more === null && sameBytes(expected.space, space.id);
}

async function newKeys({ space, team }: SpaceSync): Promise<Waiting> {
	const { device, secrets } = await createDevice();
	const expected = { space: space.id, genesis: bytesOf(team.places[0] ?? ''), more: null };
	return { step: 'waiting', device, secrets, nonce: randomBytes(NONCE_BYTES), invited: null, expected };
}
