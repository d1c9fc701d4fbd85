/** What each file of `operations/` says of its type: who may, and what it makes of the team. */
import type { Body, Frame, OperationType, Role } from '../sync/protocol/index.ts';
import type { Key, Team } from './team.ts';

/** An operation whose place, signer and signature are proven and whose body is read. */
export interface Signed<T extends OperationType> {
	readonly frame: Frame;
	readonly body: Body<T>;
	readonly by: Key;
	readonly role: Role;
	readonly member: Key;
	readonly hash: Key;
	/** Id of the device whose keys the body has. */
	readonly subject: Key | null;
}

/** A circle's parent. `unknown`: further along than it is known here. `foreign`: not of its chain. */
export interface Parent {
	at(n: number, hash: Key): Team | 'unknown' | 'foreign';
	/** The newest known. */
	readonly newest: Team;
}

export type Outcome = Team | 'broken-rule' | 'held';

export interface Rule<T extends OperationType> {
	may(team: Team, signed: Signed<T>): boolean;
	apply(team: Team, signed: Signed<T>, parent: Parent | null): Outcome;
}

export const isAdmin = ({ role }: { readonly role: Role }): boolean => role === 'admin';
export const isHome = (team: Team): boolean => team.parent === null;
