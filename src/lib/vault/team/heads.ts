/**
 * Two phones side by side compare what they hold (`docs/protocol.md`, 7.2): at equal numbers all must be equal, whatever the
 * server has told each. Numbers ahead of ours only mean that we are behind.
 */
import { fail, ok, type Result } from '$lib/domain/result';
import { bytesOf } from '$lib/sync/bytes';
import type { SpaceSync } from '$lib/sync/engine/space';
import { identify } from '$lib/sync/prove';
import { readCode, sameBytes, writeCode } from '$lib/sync/protocol';
import { activeDevices, headOf, keyOf, type Key } from '$lib/team';
import { told } from '../told.ts';
import type { Compared, TeamError } from './types.ts';

const MAX_DEVICES = 40;
const SHORT_BYTES = 8;

type Done<T> = Promise<Result<T, TeamError>>;

/** Code H. `contactOf`: when something was last heard of a device; those last active come first. */
export async function headsOf(space: SpaceSync, contactOf: (device: Key) => number): Done<string> {
	const own = await space.store.own();
	if (!own.ok) return fail(told(own.error));
	const { n, hash } = headOf(space.team);
	const ends = activeDevices(space.team)
		.map((device) => {
			const lane = space.sync.lanes.get(device);
			const end = device === space.me ? { seq: own.value.seq, hash: own.value.hash } : null;
			return { device, seq: end?.seq ?? lane?.seq ?? 0, hash: end?.hash ?? bytesOf(lane?.hash ?? '') };
		})
		.filter(({ seq }) => seq > 0)
		.sort((a, b) => contactOf(b.device) - contactOf(a.device))
		.slice(0, MAX_DEVICES)
		.map(({ device, seq, hash }): [ReturnType<typeof bytesOf>, number, ReturnType<typeof bytesOf>] => [
			bytesOf(device),
			seq,
			hash.slice(0, SHORT_BYTES)
		]);
	return ok(writeCode([1, 'h', space.space.id, [n, bytesOf(hash)], ends]));
}

/** A fork is an alarm, with the code as proof. */
export async function compare(space: SpaceSync, text: string, now: number): Done<Compared> {
	const code = readCode('h', text);
	if (!code || !sameBytes(code[2], space.space.id)) return fail({ kind: 'bad-code' });
	const [, , , [n, hash], ends] = code;
	const proof = [new TextEncoder().encode(text)];
	const { n: ourN } = headOf(space.team);
	const own = await space.store.own();
	if (!own.ok) return fail(told(own.error));
	let [behind, ahead] = [n > ourN, n < ourN];
	const forked: (readonly [Key, number])[] = [];
	for (const [device, seq, short] of ends) {
		const key = keyOf(device);
		const end = key === space.me ? own.value.seq : (space.sync.lanes.get(key)?.seq ?? 0);
		behind ||= seq > end;
		ahead ||= seq < end;
		if (seq > end) continue;
		const items = await space.items([{ device: key, seq }]);
		if (!items.ok) return fail(told(items.error));
		const item = items.value[0];
		const proven = item && (await identify(item));
		if (proven?.kind === 'entry' && !sameBytes(bytesOf(proven.hash).slice(0, SHORT_BYTES), short))
			forked.push([key, seq]);
	}
	const place = space.team.places[n];
	const chainForked = place !== undefined && place !== keyOf(hash);
	if (!chainForked && forked.length === 0) return ok(behind ? 'behind' : ahead ? 'ahead' : 'same');
	const said = await space.change((draft) => {
		if (chainForked) space.alarm(draft, 'fork-chain', proof, now);
		for (const about of forked) space.alarm(draft, 'fork-device', proof, now, about);
		return Promise.resolve(ok<Compared>('fork'));
	});
	return said.ok ? said : fail(told(said.error));
}
