/** What the app may ask of its team, and what it is told: plain data, free of keys. Times are milliseconds since 1970. */
import type { CaseId } from '$lib/domain/case';
import type { Result } from '$lib/domain/result';
import type { ErrorCode, Role } from '$lib/sync/protocol';
import type { AlarmKind } from '$lib/sync/states/alarms';
import type { VaultError } from '../failures.ts';
import type { Brought, LateWork, OldCopy, OwnCase, Unsent } from './work.ts';

/** Expected failures; a phone without a network is one of them (`offline`), and never stops anything else. */
export type TeamError =
	| VaultError
	/** This phone is in no team; or in one already. */
	| { readonly kind: 'no-team' }
	| { readonly kind: 'in-a-team' }
	/** No answer. One that is not ours (a captive portal) is `server` with `not-ours`. */
	| { readonly kind: 'offline' }
	/** What the server answered; `waitSeconds` where it asks for patience. */
	| { readonly kind: 'server'; readonly error: ErrorCode; readonly waitSeconds: number | null }
	/** Not a token, or not a code of the kind asked for. */
	| { readonly kind: 'bad-code' }
	/** Not a file of handed over work, or of another team. */
	| { readonly kind: 'bad-file' }
	/** Code B that was made for another phone, or without a code A shown here before. */
	| { readonly kind: 'not-this-phone' }
	/** Another team, or other keys, than on the other screen: the joining has ended. */
	| { readonly kind: 'bad-invitation' }
	/** More invitations than may stand open at once. */
	| { readonly kind: 'too-many' }
	/** Only an admin may, or an alarm stands in the way. */
	| { readonly kind: 'not-allowed' }
	/** It makes no sense any more: the team has changed meanwhile, or one admin must remain. */
	| { readonly kind: 'void' };

export type TeamResult<T> = Promise<Result<T, TeamError>>;

/** `docs/protocol.md`, 3.2: `why` of a removal, in its order. */
export const WHY = ['left', 'lost', 'cloned', 'put-out'] as const;
export type Why = (typeof WHY)[number];

export interface TeamRemoval {
	/** Name of the person whose device signed it; `null` where it has none. */
	readonly by: string | null;
	readonly at: number;
	readonly why: Why;
}

export interface TeamMember {
	readonly id: string;
	readonly name: string | null;
	readonly role: Role;
	/** Has a device that stands. */
	readonly active: boolean;
	readonly own: boolean;
}

/** Eight words that stand for a device's keys in this team. */
export interface DeviceWords {
	readonly fr: readonly string[];
	readonly en: readonly string[];
}

export interface TeamDevice {
	readonly id: string;
	readonly name: string | null;
	/** Id and name of whose it is. */
	readonly member: string;
	readonly memberName: string | null;
	readonly role: Role;
	/** The one this is asked on. */
	readonly own: boolean;
	readonly founder: boolean;
	readonly active: boolean;
	readonly added: { readonly by: string | null; readonly at: number };
	/** Clock of the last entry of it that has come; `null`: none yet. */
	readonly contact: number | null;
	readonly removed: TeamRemoval | null;
	readonly words: DeviceWords;
	/** Number of its last change that has come here, and what it has seen of the others; 0 and nothing: none yet. */
	readonly spoken: number;
	readonly seen: ReadonlyMap<string, number>;
}

export interface TeamAlarm {
	/** Of its row. */
	readonly no: number;
	readonly kind: AlarmKind;
	readonly since: number;
	/** Name of the device that it is about. */
	readonly device: string | null;
	/** Nothing is sent while it stands. */
	readonly stops: boolean;
	/** Out of the banner by somebody's act; it may stand all the same. */
	readonly away: boolean;
	/** When what ends it has come; `null`: it stands. */
	readonly until: number | null;
}

/** A circle that this phone is in: restricted cases, and who reads them. */
export interface Circle {
	readonly id: string;
	/** Whose devices stand in it, this person too. */
	readonly members: readonly TeamMember[];
	/** Whose phone was lost or copied, and who stands in the team with another: where this person may let it in, once she knows whose it is. */
	readonly returning: readonly TeamMember[];
	/** Of the person this is asked on; `null`: not in it any more. */
	readonly role: Role | null;
	/** This phone has new keys since, and waits to be let in again. */
	readonly waits: boolean;
	readonly cases: readonly CaseId[];
	/** Nothing of it is sent for now: somebody is being put out of it, or something is wrong. */
	readonly stopped: boolean;
	readonly unsent: Unsent;
	readonly alarms: readonly TeamAlarm[];
	/** Of whom this phone may take it over. */
	readonly late: readonly LateWork[];
}

export interface TeamView {
	readonly origin: string;
	/** `null` for a phone that was removed. */
	readonly role: Role | null;
	/** Ids of the person and the phone this is asked on. */
	readonly member: string;
	readonly device: string;
	readonly members: readonly TeamMember[];
	readonly devices: readonly TeamDevice[];
	/** Those that stand, worst first. */
	readonly alarms: readonly TeamAlarm[];
	/** Those that have ended. */
	readonly past: readonly TeamAlarm[];
	/** On an admin's phone all there is, on another what this person's own phones have left. */
	readonly late: readonly LateWork[];
	/** Why nothing is sent: an alarm, a newer version elsewhere, a removal that is not finished yet; `null`: all is well. */
	readonly stop: 'alarm' | 'newer' | 'unfinished' | null;
	readonly unsent: Unsent;
	/** When a pull was last complete; `null`: never yet. */
	readonly lastRound: number | null;
	/** What is still to come before everything is here; `null`: nothing that is known of. */
	readonly arriving: Arriving | null;
	/** Codes B that can be shown again, for an hour. */
	readonly answers: readonly { readonly device: string; readonly code: string }[];
	/** By whom, when and why this phone was removed. */
	readonly removed: TeamRemoval | null;
	/** Cases that are on this phone alone, shared or not. */
	readonly own: readonly OwnCase[];
	readonly circles: readonly Circle[];
	/** What carries sealed changes while this phone is locked. */
	readonly courier: CourierView;
	/** What the team lets its phones do. */
	readonly policy: Readonly<Record<Exclude<Allowed, 'courier'>, boolean>>;
}

export interface CourierView {
	/** The team lets phones have one, and this phone can. */
	readonly allowed: boolean;
	/** This phone has one. */
	readonly on: boolean;
}

export interface Arriving {
	/** How many of about how many have come; `null` until the server has said. */
	readonly of: readonly [come: number, about: number] | null;
	/** The server says that this was all, and something before what it gave is missing. */
	readonly gap: boolean;
}

/** Whom code A's phone is for: somebody new, or a further phone of a member. */
export interface Newcomer {
	/** Id of a member, or `null` for a new one. */
	readonly member: string | null;
	/** Kept as a field of the team; empty: none. */
	readonly name: string;
	/** Of the phone. */
	readonly deviceName: string;
	/** A member with a phone keeps the role. */
	readonly role: Role;
}

/** Where the joining of this phone stands (`docs/protocol.md`, 10.4). */
export type JoinStep =
	| { readonly step: 'start' | 'asking' | 'waiting' }
	| { readonly step: 'showing-a'; readonly code: string }
	/** `yes`: the voice has said so; the admin's phone is to take it in. */
	| { readonly step: 'words'; readonly words: DeviceWords; readonly yes: boolean }
	/** The invitation is over or used; or another team answered than the one that invited. */
	| { readonly step: 'ended'; readonly why: 'invitation' | 'bad-invitation' }
	/** `again`: with new keys in the team that it was in; what is in memory has the old ones, until the vault was locked. */
	| { readonly step: 'in'; readonly words: DeviceWords; readonly again: boolean };

/** A phone that asks to come in with an invitation. */
export interface Asking {
	readonly device: string;
	readonly words: DeviceWords;
}

export interface Invitation {
	readonly id: string;
	/** Code C; `null` where another admin's phone made it, and only that phone can go on with it. */
	readonly code: string | null;
	/** For whom; `null` where it was made elsewhere. */
	readonly name: string | null;
	readonly role: Role;
	readonly until: number;
	readonly asking: readonly Asking[];
}

/** Of what two phones hold: the same; the other has more; this one has; or two histories, which is an alarm. */
export type Compared = 'same' | 'behind' | 'ahead' | 'fork';

/** What is left of a case that was erased for everybody. */
export interface Tombstone {
	readonly ref: string;
	/** `null`: what was said of it is under a key that this phone has not. */
	readonly case: string | null;
	readonly reason: string | null;
	readonly basis: string | null;
	/** Name of the person whose device signed it; `null` where it has none. */
	readonly by: string | null;
	/** By that phone's clock. */
	readonly at: number;
	/** This phone has written of it since: kept until it is let go, or until then. */
	readonly keptUntil: number | null;
}
/** What a team lets its phones do, or not. */
export const ALLOWED = ['courier', 'duress', 'out'] as const;
export type Allowed = (typeof ALLOWED)[number];

export const ALARM_ACTS = ['put-away', 'stands', 'restated'] as const;
export type AlarmAct = (typeof ALARM_ACTS)[number];
export const LATE_ACTS = ['restated', 'left'] as const;
export type LateAct = (typeof LATE_ACTS)[number];

export interface Team {
	/** `null`: this phone is in no team. */
	view(): TeamResult<TeamView | null>;
	/** Makes a team of this phone, with the token that the operator gave. */
	found(token: string, names: { readonly person: string; readonly device: string }): TeamResult<void>;
	/** On the new phone: makes its keys, and code A to show. Asked again, it gives the same code. */
	joinBegin(): TeamResult<{ readonly code: string }>;
	/** On an admin's phone: takes the phone of code A in, and gives code B to show. */
	joinAccept(code: string, newcomer: Newcomer): TeamResult<{ readonly code: string; readonly words: DeviceWords }>;
	/** On the new phone: where its joining stands. */
	joinStep(): TeamResult<JoinStep>;
	/** On the new phone: code B, then the team's chain. A first round follows by itself. */
	joinFinish(code: string): TeamResult<JoinStep>;
	/** On the new phone: with an invitation's code, asks to come in. */
	joinAsk(code: string): TeamResult<JoinStep>;
	/** On the new phone: what the voice said of the words. */
	joinHeard(yes: boolean): TeamResult<JoinStep>;
	/** On the new phone: asks the server whether it goes on. */
	joinPoll(): TeamResult<JoinStep>;
	/** Forgets the keys of a joining that was begun. */
	joinDrop(): TeamResult<JoinStep>;
	/** On the only phone that manages the team, once there are two of it: new keys in place of its own. */
	joinRenew(): TeamResult<JoinStep>;
	/** An invitation for somebody who is not here; for 48 hours. */
	invite(newcomer: Newcomer): TeamResult<Invitation>;
	/** Those that stand open, with who asks to come in; what is out of date is taken back. */
	invitations(): TeamResult<readonly Invitation[]>;
	/** The eight words were the same: that phone comes in. Who else asked with the invitation is refused, and named here. */
	inviteConfirm(id: string, device: string): TeamResult<{ readonly refused: readonly Asking[] }>;
	/** Takes an invitation back. */
	inviteRevoke(id: string): TeamResult<void>;
	remove(devices: readonly string[], why: Why): TeamResult<void>;
	changeRole(member: string, role: Role): TeamResult<void>;
	/** Sets the name of a person or a phone; empty clears it. */
	rename(what: 'person' | 'device', id: string, name: string): TeamResult<void>;
	/** Code H to show: what this phone holds. */
	heads(): TeamResult<{ readonly code: string }>;
	/** Holds another phone's code H against what is here. */
	compare(code: string): TeamResult<Compared>;
	/**
	 * Says a case again in the team, or in a circle of it by its id; to be asked again until nothing is left. May be stopped in
	 * between.
	 */
	bring(id: CaseId, circle: string | null): TeamResult<Brought>;
	/** `null`: this case was not brought anywhere by this phone. */
	oldCopy(id: CaseId): TeamResult<OldCopy | null>;
	/** Erases what stayed where it was; whether it is done: not while anything of it is not seen back elsewhere, nor with its files. */
	eraseOld(id: CaseId, why: { readonly reason: string; readonly basis: string }): TeamResult<boolean>;
	/** The circle of exactly these members and whoever asks: the one that there is, or a new one. */
	circle(members: readonly string[]): TeamResult<{ readonly circle: string }>;
	/** Puts a member out of a circle. */
	circleRemove(circle: string, member: string): TeamResult<void>;
	/** A member of `returning`: her phones in the team come into the circle. */
	circleLetBack(circle: string, member: string): TeamResult<void>;
	/** Erases a case for everybody, for ever: its contents and its files. */
	shred(id: string, why: { readonly reason: string; readonly basis: string }): TeamResult<void>;
	shredded(): TeamResult<readonly Tombstone[]>;
	/** What this phone has written of an erased case since goes too. */
	letGo(ref: string): TeamResult<void>;
	/** This phone gets a courier, or has none any more: its key is destroyed at once, network or not. */
	courier(on: boolean): TeamResult<void>;
	/** An admin lets the phones of the team have couriers, second passphrases, or ways out. No couriers any more: all there are end. */
	allow(what: Allowed, allowed: boolean): TeamResult<void>;
	/**
	 * Puts an alarm out of the banner, says that this phone's list of the team was found to be the right one, or says a case with two
	 * keys again. `circle`: of that one by its id, here and below; absent: of the team.
	 */
	alarm(no: number, act: AlarmAct, circle?: string): TeamResult<void>;
	/** What was seen, for whoever is to judge it: bytes, without a key. */
	proof(no: number, circle?: string): TeamResult<{ readonly file: Uint8Array<ArrayBuffer> }>;
	/** Offers what was refused once more. */
	retry(circle?: string): TeamResult<void>;
	/** A person gives up what the server will not have; `id` is that of a run. */
	giveUp(id: string, circle?: string): TeamResult<void>;
	/** What this phone has not handed over, sealed, as a file; and takes such a file in, telling how much was new in it. */
	carryOut(circle?: string): TeamResult<{ readonly file: Uint8Array<ArrayBuffer> }>;
	carryIn(file: Uint8Array<ArrayBuffer>): TeamResult<{ readonly count: number }>;
	/** Says again what a device has said late, or leaves it. */
	settleLate(device: string, how: LateAct, circle?: string): TeamResult<void>;
	/** A round at once. */
	sync(): TeamResult<void>;
}
