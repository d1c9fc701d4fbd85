/** What an admin's page may ask about those who come in: beside this phone, or by an invitation. A name goes with each. */
import { fail, ok, type Result } from '$lib/domain/result';
import type { Key } from '$lib/team';
import type { Answer } from '../told.ts';
import type { Edit } from '../types.ts';
import { accept, type Open } from './acts.ts';
import type { TeamCall } from './calls.ts';
import { confirm, invitations, invite, keepAnswer, revoke, type InvitingSurroundings } from './inviting.ts';
import { naming } from './names.ts';
import type { Newcomer, TeamError } from './types.ts';

type Done<T> = Promise<Result<T, TeamError>>;
type LetInCall = Extract<TeamCall, { ask: 'joinAccept' | 'invite' | 'invitations' | 'inviteConfirm' | 'inviteRevoke' }>;

export interface LettingIn extends Omit<InvitingSurroundings, 'open'> {
	/** A person's act on the team, and a round after it. */
	act<T>(work: (open: Open) => Done<T>): Done<T>;
	/** Nothing but a look, which may bring something all the same. */
	look<T>(work: (open: Open) => Done<T>): Done<T>;
	save(names: readonly Edit[]): Answer<void>;
}

export async function letIn(around: LettingIn, call: LetInCall): Done<unknown> {
	const of = (open: Open) => ({ ...around, open, now: () => around.now() });
	switch (call.ask) {
		case 'joinAccept': {
			const { code, newcomer } = call;
			const accepted = await around.act(async (open) => {
				const done = await accept(open, code, newcomer, around);
				if (!done.ok) return done;
				const kept = await keepAnswer(of(open), done.value.device, done.value.code);
				return kept.ok ? done : kept;
			});
			if (!accepted.ok) return accepted;
			const { member, device, words } = accepted.value;
			const named = await around.save(namesIn(newcomer, member, device));
			return named.ok ? ok({ code: accepted.value.code, words }) : fail(named.error);
		}
		case 'invite':
			return around.act((open) => invite(of(open), call.newcomer));
		case 'invitations':
			return around.look((open) => invitations(of(open)));
		case 'inviteConfirm': {
			const { invitation, device } = call;
			const confirmed = await around.act((open) => confirm(of(open), invitation, device));
			if (!confirmed.ok) return confirmed;
			const { newcomer, member, refused } = confirmed.value;
			const named = await around.save(namesIn(newcomer, member, device));
			return named.ok ? ok({ refused }) : fail(named.error);
		}
		case 'inviteRevoke':
			return around.act((open) => revoke(of(open), call.invitation));
	}
}

/** Of a person and a phone, where there are any. */
export function namesIn({ name, deviceName }: Pick<Newcomer, 'name' | 'deviceName'>, member: Key, device: Key): Edit[] {
	return [
		...(name.trim() ? [naming('people', member, name)] : []),
		...(deviceName.trim() ? [naming('devices', device, deviceName)] : [])
	];
}
