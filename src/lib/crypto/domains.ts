/**
 * Every signed or derived string, each for one purpose only (`docs/formats.md`, "Domain strings").
 * A string here is frozen the day it ships: a change makes a new one.
 */
export const DOMAINS = {
	kek: 'repit/v1/kek/passphrase',
	kekCommit: 'repit/v1/kek/commit',
	kekPrf: 'repit/v1/kek/prf',
	passkey: 'repit/v1/passkey',
	slot: 'repit/v1/slot',
	local: 'repit/v1/local',
	keys: 'repit/v1/keys',
	index: 'repit/v1/index',
	rowId: 'repit/v1/row-id',
	row: 'repit/v1/row',
	device: 'repit/v1/device',
	trial: 'repit/v1/trial',
	space: 'repit/v1/space',
	member: 'repit/v1/member',
	epochCommit: 'repit/v1/epoch/commit',
	epochSeal: 'repit/v1/epoch/seal',
	epochLink: 'repit/v1/epoch/link',
	caseKey: 'repit/v1/case-key',
	inner: 'repit/v1/entry/inner',
	outer: 'repit/v1/entry/outer',
	entry: 'repit/v1/entry',
	entryId: 'repit/v1/entry-id',
	snapshot: 'repit/v1/snapshot',
	review: 'repit/v1/review',
	reviewKey: 'repit/v1/review/key',
	reviewCode: 'repit/v1/review/code',
	login: 'repit/v1/auth',
	courierLogin: 'repit/v1/courier',
	invite: 'repit/v1/invite',
	ceremony: 'repit/v1/ceremony',
	words: 'repit/v1/words',
	lost: 'repit/v1/lost',
	pack: 'repit/v1/pack',
	shred: 'repit/v1/shred',
	brought: 'repit/v1/brought',
	attachment: 'repit/v1/attachment',
	backup: 'repit/v1/backup'
} as const;

/** Taken, for what other phones will read one day: nothing else may use them meanwhile. */
export const RESERVED_DOMAINS = ['repit/v1/outbox'] as const;
