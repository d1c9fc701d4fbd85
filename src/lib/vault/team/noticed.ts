/** What people do about what their phone has noticed: alarms, what is refused, what was handed in late (`docs/protocol.md`, 8 to 10). */
import { toCbor } from '$lib/crypto/cbor';
import type { Bytes } from '$lib/crypto/suite';
import { assertNever, fail, ok, type Result } from '$lib/domain/result';
import { carryOut, readCarried } from '$lib/sync/engine/carry';
import { maySettle, settleApart, takeApart } from '$lib/sync/engine/late';
import type { StoreFailure } from '$lib/sync/engine/ports';
import type { Draft } from '$lib/sync/engine/draft';
import type { SpaceSync } from '$lib/sync/engine/space';
import { restateTwoKeys } from '$lib/sync/engine/two-keys';
import type { Writing } from '$lib/sync/engine/write';
import { happen, inState } from '$lib/sync/states/outbox';
import { roleOf } from '$lib/team';
import { told } from '../told.ts';
import type { Open } from './acts.ts';
import type { NoticedCall } from './calls.ts';
import type { AlarmAct, TeamError } from './types.ts';

type Done<T> = Promise<Result<T, TeamError>>;
type Doing = Pick<Open, 'space' | 'engine'> & { readonly around: Writing };
const PROOF_VERSION = 1;
const NOT_ALLOWED = fail({ kind: 'not-allowed' } as const);
const VOID = fail({ kind: 'void' } as const);

export async function actOnNoticed({ space: home, engine, around }: Doing, call: NoticedCall): Done<unknown> {
	const circle = 'circle' in call ? call.circle : undefined;
	const space = circle === undefined ? home : engine.spaces.find(({ key, home }) => home && key === circle);
	if (!space) return VOID;
	switch (call.ask) {
		case 'alarm':
			return actOnAlarm(space, call.no, call.act, around);
		case 'proof':
			return proofOf(space, call.no);
		case 'retry':
			return change(space, (draft) => {
				for (const { from, to } of inState(draft.sync.outbox, ['refused'], draft.own.seq))
					space.setOutbox(draft, happen(draft.sync.outbox, 'retry', from, to).outbox);
			});
		case 'giveUp':
			return giveUp(space, call.id);
		case 'carryOut': {
			const file = await carryOut(space);
			return file.ok ? ok({ file: file.value }) : fail(told(file.error));
		}
		case 'carryIn':
			return takeFile(engine.spaces, call.file, around);
		case 'settleLate': {
			if (!maySettle(space, call.device)) return NOT_ALLOWED;
			const settled = await settleApart(space, call.device, call.how, around);
			return settled.ok ? settled : fail(told(settled.error));
		}
		default:
			return assertNever(call);
	}
}

async function actOnAlarm(space: SpaceSync, no: number, act: AlarmAct, around: Writing): Done<void> {
	const alarm = space.alarms.get(no);
	if (!alarm) return VOID;
	if (act === 'stands') {
		// Two people have compared their phones; only two lists of one team are settled that way.
		if (alarm.kind !== 'fork-chain') return NOT_ALLOWED;
		return change(space, (draft) => {
			space.settle(draft, 'fork-chain', around.now(), (_, row) => row === no);
		});
	}
	if (act === 'restated') {
		if (alarm.kind !== 'two-keys' || !alarm.about || !manages(space)) return NOT_ALLOWED;
		const done = await restateTwoKeys(space, alarm.about[0], around);
		return done.ok ? done : fail(told(done.error));
	}
	// What is about this phone alone concerns whoever has it.
	if (alarm.kind !== 'went-back' && !manages(space)) return NOT_ALLOWED;
	return change(space, (draft) => {
		space.putAway(draft, no);
	});
}

/** CBOR [1, space, kind, since, [bytes …]]. */
function proofOf(space: SpaceSync, no: number): Result<{ file: Bytes }, TeamError> {
	const alarm = space.alarms.get(no);
	if (!alarm) return VOID;
	return ok({ file: toCbor([PROOF_VERSION, space.space.id, alarm.kind, alarm.since, [...alarm.proof]]) });
}

function giveUp(space: SpaceSync, id: string): Done<void> {
	return change(space, (draft) => {
		const run = inState(draft.sync.outbox, ['kept', 'alone'], draft.own.seq).find(({ from }) => `${from}` === id);
		if (run) space.setOutbox(draft, happen(draft.sync.outbox, 'let-go', run.from, run.to).outbox);
	});
}

/** Of the space that the file names: the team's, or that of a circle. */
async function takeFile(spaces: readonly SpaceSync[], file: Bytes, around: Writing): Done<{ count: number }> {
	const managed = spaces.filter(manages);
	if (managed.length === 0) return NOT_ALLOWED;
	const space = managed.find((one) => readCarried(one, file));
	const items = space && readCarried(space, file);
	if (!items) return fail({ kind: 'bad-file' });
	const count = await takeApart(space, items, around.now());
	return count.ok ? ok({ count: count.value }) : fail(told(count.error));
}

function manages(space: SpaceSync): boolean {
	return roleOf(space.team, space.me) === 'admin';
}

async function change(space: SpaceSync, work: (draft: Draft) => void): Done<void> {
	const changed = await space.change((draft) => {
		work(draft);
		return Promise.resolve<Result<void, StoreFailure>>(ok(undefined));
	});
	return changed.ok ? changed : fail(told(changed.error));
}
