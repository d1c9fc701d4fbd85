/**
 * Every signed or derived string, each for one purpose only (`docs/formats.md`, "Domain strings").
 * A string here is frozen the day it ships: a change makes a new one.
 */
export const DOMAINS = {
	kek: 'repit/v1/kek/passphrase',
	kekCommit: 'repit/v1/kek/commit',
	slot: 'repit/v1/slot',
	local: 'repit/v1/local',
	keys: 'repit/v1/keys',
	rowId: 'repit/v1/row-id',
	row: 'repit/v1/row',
	device: 'repit/v1/device',
	space: 'repit/v1/space',
	member: 'repit/v1/member',
	epochCommit: 'repit/v1/epoch/commit',
	epochLink: 'repit/v1/epoch/link',
	epochSeal: 'repit/v1/epoch/seal',
	caseKey: 'repit/v1/case-key',
	inner: 'repit/v1/entry/inner',
	outer: 'repit/v1/entry/outer',
	entry: 'repit/v1/entry',
	entryId: 'repit/v1/entry-id',
	courier: 'repit/v1/courier'
} as const;
export type Domain = (typeof DOMAINS)[keyof typeof DOMAINS];
