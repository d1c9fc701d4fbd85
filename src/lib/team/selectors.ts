/** Questions to a team. */
import { compareBytes, type Role } from '../sync/protocol/index.ts';
import { base64urlnopad } from '@scure/base';
import type { Device, Key, Team } from './team.ts';

export function headOf(team: Team): { readonly n: number; readonly hash: Key } {
	const hash = team.places.at(-1);
	if (hash === undefined) throw new Error('a team has its genesis');
	return { n: team.places.length - 1, hash };
}

/** The device, if it stands. */
export function activeDevice(team: Team, device: Key): Device | null {
	const found = team.devices.get(device);
	return found && !found.removed ? found : null;
}

/** In the order of their ids, as every signed list has them. */
export function activeDevices(team: Team): readonly Key[] {
	const active = [...team.devices].filter(([, { removed }]) => !removed).map(([key]) => key);
	return active.sort((a, b) => compareBytes(base64urlnopad.decode(a), base64urlnopad.decode(b)));
}

export function devicesOf(team: Team, member: Key): readonly Key[] {
	return activeDevices(team).filter((key) => team.devices.get(key)?.member === member);
}

export function isStanding(team: Team, member: Key): boolean {
	return devicesOf(team, member).length > 0;
}

/** `null` for a device that does not stand. */
export function roleOf(team: Team, device: Key): Role | null {
	const member = activeDevice(team, device)?.member;
	return member === undefined ? null : (team.members.get(member)?.role ?? null);
}

export function admins(team: Team): readonly Key[] {
	return [...team.members].filter(([key, { role }]) => role === 'admin' && isStanding(team, key)).map(([key]) => key);
}

/** Whether whose device it is was an admin at some place of the chain. */
export function everAdmin(chain: readonly Team[], device: Key): boolean {
	return chain.some(({ devices, members }) => members.get(devices.get(device)?.member ?? '')?.role === 'admin');
}

export function openInvites(team: Team): readonly Key[] {
	return [...team.invites].filter(([, { state }]) => state === 'open').map(([key]) => key);
}

/** Number of the epoch to write under; `null` while one is due: nothing may name this place. */
export function epochInForce(team: Team): number | null {
	return team.due === null ? team.epochs.length : null;
}

/** For whom the last epoch's envelopes must be, exactly: whoever stood when it was made, except its maker. */
export function recipients(before: Team, maker: Key): readonly Key[] {
	return activeDevices(before).filter((key) => key !== maker);
}

/** Whether a device had lost its word before this entry: beyond an end, and not written under what came after it. */
export function isBeyondEnd(team: Team, device: Key, seq: number, headN: number): boolean {
	return team.cuts.some((cut) => cut.device === device && seq > cut.seq && headN < cut.n);
}

/** Whether an entry, which a reader may not write, may come from a device at this place. */
export function mayWrite(team: Team, device: Key): boolean {
	const role = roleOf(team, device);
	return role === 'admin' || role === 'worker';
}

/** Whether the server must not have, and a phone must not keep, what this entry says. */
export function isShredded(team: Team, ref: Key, device: Key, seq: number): boolean {
	const ranges = team.shredded.get(ref)?.entries.get(device) ?? [];
	return ranges.some(([from, to]) => from <= seq && seq <= to);
}

/** The same, whatever the case is. */
export function isErased(team: Team, device: Key, seq: number): boolean {
	return [...team.shredded.keys()].some((ref) => isShredded(team, ref, device, seq));
}

/** Devices of a circle that do not stand in its parent: they are removed here before anything is written. */
export function toRemove(circle: Team, parent: Team): readonly Key[] {
	return activeDevices(circle).filter((key) => !activeDevice(parent, key));
}

/** `why` of a removal of a phone, and not of whose it is: lost, cloned. */
const OF_A_PHONE: ReadonlySet<number | undefined> = new Set([1, 2]);

/**
 * Members of a circle whose phone was lost, or of which there were two, and who stand in its parent with another: the last that the
 * circle has said of them is that this phone went out. Whoever left, or was put out of either, waits for somebody's word.
 */
export function returning(circle: Team, parent: Team): readonly Key[] {
	return [...circle.members.keys()].filter((member) => {
		const hers = [...circle.devices].filter(([, device]) => device.member === member);
		const last = Math.max(...hers.flatMap(([, { joined, removed }]) => [joined, removed?.n ?? 0]));
		const out = hers.filter(([, { removed }]) => removed?.n === last);
		const ofPhones = out.every(
			([key, { removed }]) => OF_A_PHONE.has(removed?.why) && OF_A_PHONE.has(parent.devices.get(key)?.removed?.why)
		);
		return out.length > 0 && ofPhones && devicesOf(parent, member).some((key) => !circle.devices.has(key));
	});
}
