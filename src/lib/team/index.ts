/** Who belongs to a space (`docs/protocol.md`, 3 and 6): pure; whoever asks brings the primitives. */
export { asParent, extend, finished, teamAt, type Chain, type Extended } from './chain.ts';
export type { Primitives } from './prove.ts';
export type { Reason } from './reduce.ts';
export type { Parent } from './rule.ts';
export {
	activeDevice,
	activeDevices,
	admins,
	devicesOf,
	epochInForce,
	everAdmin,
	headOf,
	isBeyondEnd,
	isErased,
	isShredded,
	mayWrite,
	openInvites,
	recipients,
	returning,
	roleOf,
	toRemove
} from './selectors.ts';
export { keyOf, type Key, type Team } from './team.ts';
