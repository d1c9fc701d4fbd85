/**
 * Coming into a team, on the new phone (`docs/protocol.md`, 7.1, 7.2, 10.4): beside an admin's phone, or by an invitation and a
 * voice. Where it stands is in one sealed row, so that a lock or a cut at any step goes on from there.
 */
import { inviteId, sealAsked } from '$lib/crypto/ceremony';
import { createDevice } from '$lib/crypto/device';
import { reveal } from '$lib/crypto/redacted';
import { randomBytes, type Bytes } from '$lib/crypto/suite';
import { fail, ok, type Result } from '$lib/domain/result';
import { fetchTeam, readB, type Expected } from '$lib/sync/engine/join';
import type { Transport } from '$lib/sync/engine/ports';
import { Talk } from '$lib/sync/engine/talk';
import { readCode, sameBytes, writeCode } from '$lib/sync/protocol';
import { NEWCOMER, type NewcomerEvent } from '$lib/sync/states/joining';
import { step } from '$lib/sync/states/machine';
import { encodeIdentity } from '../identity.ts';
import type { Place } from '../reader.ts';
import { addSpace } from '../spaces.ts';
import { told } from '../told.ts';
import { dropJoining, readJoining, STATES, wipe, writeJoining, type Ended, type Waiting } from './joining-row.ts';
import { replaceDevice, type Before } from './rejoin.ts';
import { toldOf } from './told.ts';
import type { JoinStep, TeamError } from './types.ts';
import { wordsFor } from './words.ts';

const NONCE_BYTES = 32;
const START: JoinStep = { step: 'start' };
const OVER: JoinStep = { step: 'ended', why: 'invitation' };

type Done<T> = Promise<Result<T, TeamError>>;

export interface JoiningSurroundings {
	readonly place: Place;
	readonly transport: Transport;
	readonly origin: string;
	readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
	/** Milliseconds since 1970. */
	now(): number;
	/** What this phone was in the team that it comes into again; `null`: it is in none. */
	readonly before: Before | null;
}

/** Where it stands, without asking anybody. */
export function where(around: JoiningSurroundings): Done<JoinStep> {
	return withRow(around, (row) => (row ? stepOf(row) : Promise.resolve(ok(START))));
}

/** Code A, of the keys that wait already, or of new ones. */
export function begin(around: JoiningSurroundings): Done<{ readonly code: string }> {
	const { place, exclusive } = around;
	// Two tabs that begin at once show one code.
	return exclusive(() =>
		withRow(around, async (row) => {
			if (row?.step === 'a') return ok({ code: codeOf(row) });
			const made = await newRow();
			const stored = await writeJoining(place, made);
			wipe(made.secrets);
			return stored.ok ? ok({ code: codeOf(made) }) : fail(told(stored.error));
		})
	);
}

/** Code B is held against code A, then the team against code B. */
export function finish(around: JoiningSurroundings, text: string): Done<JoinStep> {
	const code = readCode('b', text);
	if (!code) return Promise.resolve(fail({ kind: 'bad-code' }));
	return withRow(around, async (row) => {
		if (!row || (row.step !== 'a' && row.step !== 'waiting') || row.invited) return fail({ kind: 'not-this-phone' });
		const expected = await readB(code, row.nonce, row.device);
		if (!expected) return fail({ kind: 'not-this-phone' });
		if (elsewhere(around, expected.space)) return fail({ kind: 'in-a-team' });
		const next = { ...row, step: after('a', 'scanned-b'), expected };
		const kept = await keep(around, next);
		return kept.ok ? enter(around, next, expected) : kept;
	});
}

/** With an invitation's code: new keys, which are asked for at once. The same code again goes on where it stood. */
export function ask(around: JoiningSurroundings, text: string): Done<JoinStep> {
	const code = readCode('c', text);
	if (!code) return Promise.resolve(fail({ kind: 'bad-code' }));
	const [, , space, genesis, token] = code;
	if (elsewhere(around, space)) return Promise.resolve(fail({ kind: 'in-a-team' }));
	return withRow(around, async (row) => {
		if (row && row.step !== 'ended' && row.invited && sameBytes(row.invited.token, token))
			return row.step === 'asking' ? send(around, row) : stepOf(row);
		const made = await newRow();
		try {
			const asked = await sealAsked(token, { space, genesis }, made.device.public);
			const asking: Waiting = {
				...made,
				step: 'asking',
				invited: { token, asked },
				expected: { space, genesis, more: null }
			};
			const kept = await keep(around, asking);
			return kept.ok ? await send(around, asking) : kept;
		} finally {
			wipe(made.secrets);
		}
	});
}

/** What the voice said of the words. Nothing here comes into a team without a yes. */
export function heard(around: JoiningSurroundings, yes: boolean): Done<JoinStep> {
	return withRow(around, async (row) => {
		if (!row || row.step === 'ended' || STATES[row.step] !== 'words') return row ? stepOf(row) : ok(START);
		if (!yes) return drop(around);
		const next: Waiting = { ...row, step: 'yes' };
		const kept = await keep(around, next);
		return kept.ok ? look(around, next, false) : kept;
	});
}

/** Asks the server whether it goes on. `thorough`: also whether the invitation still stands, which it is seldom to be asked. */
export function poll(around: JoiningSurroundings, thorough: boolean): Done<JoinStep> {
	return withRow(around, async (row) => {
		if (!row) return ok(START);
		switch (row.step) {
			case 'a':
			case 'ended':
				return stepOf(row);
			case 'asking':
				return send(around, row);
			case 'words':
				return thorough ? look(around, row, true) : stepOf(row);
			case 'yes':
				return look(around, row, thorough);
			case 'waiting':
				return row.expected ? enter(around, row, row.expected) : ok(START);
		}
	});
}

/** The keys are forgotten: nobody can come in with them any more. */
export async function drop({ place, exclusive }: JoiningSurroundings): Done<JoinStep> {
	const removed = await exclusive(() => dropJoining(place));
	return removed.ok ? ok(START) : fail(told(removed.error));
}

/** The request. That the invitation is not open any more ends it. */
async function send(around: JoiningSurroundings, row: Waiting): Done<JoinStep> {
	const sent = await offered(around, row);
	if (!sent.ok) return sent;
	if (sent.value === 'over') return ended(around, 'asking');
	const next: Waiting = { ...row, step: 'words' };
	const kept = await keep(around, next);
	return kept.ok ? stepOf(next) : kept;
}

async function offered(around: JoiningSurroundings, { device, invited, expected }: Waiting): Done<'open' | 'over'> {
	if (!invited || !expected) return ok('over');
	const { space } = expected;
	const talk = new Talk(around.transport, { device, space, origin: around.origin });
	const request = { space, invite: await inviteId(invited.token), asked: invited.asked };
	const asked = await talk.ask('join/ask', request);
	if (asked.ok) return ok('open');
	return asked.error.error === 'unknown' ? ok('over') : toldOf(asked.error);
}

/** With the words read out: is this phone in the team, is it still to be, or has the invitation ended? */
async function look(around: JoiningSurroundings, row: Waiting, thorough: boolean): Done<JoinStep> {
	const { device, expected } = row;
	if (!expected) return ok(START);
	const login = await talkOf(around, row, expected).login();
	if (login.ok) {
		if (row.step !== 'yes') return stepOf(row);
		const next = { ...row, step: after('words', 'voice-yes') };
		const kept = await keep(around, next);
		return kept.ok ? enter(around, next, expected) : kept;
	}
	if (login.error.error !== 'not-member') return toldOf(login.error);
	if (!thorough) return stepOf(row);
	const invitation = await offered(around, row);
	// Not to be had now: that is no answer, and the next time is soon enough.
	if (!invitation.ok || invitation.value === 'open') return stepOf(row);
	// Used: by this very phone, between the two questions?
	const again = await new Talk(around.transport, { device, space: expected.space, origin: around.origin }).login();
	if (!again.ok && again.error.error !== 'not-member') return toldOf(again.error);
	return again.ok ? stepOf(row) : ended(around, 'words');
}

/**
 * The team's chain and its key are held against what the other screen or voice has said; then this phone has a further space, or
 * new keys in the one that it was put out of.
 */
async function enter(around: JoiningSurroundings, row: Waiting, expected: Expected): Done<JoinStep> {
	const { place, exclusive, before } = around;
	const welcome = await fetchTeam(talkOf(around, row, expected), row.device, row.secrets.kem, expected);
	if (!welcome.ok) {
		if (!('bad' in welcome.error)) return toldOf(welcome.error);
		const end: Ended = { step: 'ended', since: around.now(), proof: welcome.error.proof };
		const kept = await keep(around, end);
		return kept.ok ? stepOf(end) : kept;
	}
	const { device, secrets } = row;
	const added = await exclusive(() =>
		before
			? replaceDevice(
					place,
					before,
					(epochs) => encodeIdentity({ device, space: welcome.value }, secrets, epochs),
					welcome.value
				)
			: addSpace(place, device, secrets, welcome.value, expected.space)
	);
	for (const [, key] of welcome.value.epochs) reveal(key).fill(0);
	if (!added.ok) return fail(told(added.error));
	const dropped = await drop(around);
	if (!dropped.ok) return dropped;
	return ok({ step: 'in', words: await wordsFor(expected, device.public), again: before !== null });
}

async function ended(around: JoiningSurroundings, from: 'asking' | 'words'): Done<JoinStep> {
	if (step(NEWCOMER, from, 'invite-over').action !== 'forget-say-invite') return ok(START);
	const dropped = await drop(around);
	return dropped.ok ? ok(OVER) : dropped;
}

async function stepOf(row: Waiting | Ended): Done<JoinStep> {
	switch (row.step) {
		case 'a':
			return ok({ step: 'showing-a', code: codeOf(row) });
		case 'asking':
		case 'waiting':
			return ok({ step: row.step });
		case 'words':
		case 'yes': {
			if (!row.expected) return ok(START);
			const words = await wordsFor(row.expected, row.device.public);
			return ok({ step: 'words', words, yes: row.step === 'yes' });
		}
		case 'ended':
			return ok({ step: 'ended', why: 'bad-invitation' });
	}
}

/** The step that the table says; one that it has not is a defect. */
function after(state: 'a' | 'words', event: NewcomerEvent): 'waiting' {
	if (step(NEWCOMER, STATES[state], event).state !== 'waiting') throw new Error('no such step of a joining');
	return 'waiting';
}

/** A phone that was in a team comes into that one again, and into no other. */
function elsewhere({ before }: JoiningSurroundings, space: Bytes): boolean {
	return before !== null && !sameBytes(before.space.space.id, space);
}

async function withRow<T>(around: JoiningSurroundings, work: (row: Waiting | Ended | null) => Done<T>): Done<T> {
	const found = await readJoining(around.place);
	if (!found.ok) return fail(told(found.error));
	const row = found.value;
	try {
		return await work(row);
	} finally {
		if (row && row.step !== 'ended') wipe(row.secrets);
	}
}

async function keep({ place, exclusive }: JoiningSurroundings, row: Waiting | Ended): Done<void> {
	const kept = await exclusive(() => writeJoining(place, row));
	return kept.ok ? kept : fail(told(kept.error));
}

async function newRow(): Promise<Waiting> {
	const { device, secrets } = await createDevice();
	return { step: 'a', device, secrets, nonce: randomBytes(NONCE_BYTES), invited: null, expected: null };
}

function talkOf({ transport, origin }: JoiningSurroundings, { device }: Waiting, { space }: Expected): Talk {
	return new Talk(transport, { device, space, origin });
}

function codeOf({ device: { public: keys }, nonce }: Pick<Waiting, 'device' | 'nonce'>): string {
	return writeCode([1, 'a', keys.sig, keys.kem, keys.courier, nonce]);
}
