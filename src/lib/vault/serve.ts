/** Answers the page's calls, inside the Worker: every one that bears a number, well formed or not. */
import type { CaseId } from '$lib/domain/case';
import { assertNever, fail, ok, type Result } from '$lib/domain/result';
import type { Core } from './core.ts';
import { wantsProof } from './proof.ts';
import { Call, Request, WRITES, type Failure, type Message } from './protocol.ts';
import type { VaultError, Watch } from './types.ts';

/** Time without a call after which index and snapshots are written. */
const QUIET_MS = 5000;
/** Entries after which it is written without waiting. */
const MANY = 64;

/** What may have found entries that the index does not cover: stored by another tab, or by the sync. */
const LOOKS: ReadonlySet<string> = new Set(['unlock', 'unlockWithPasskey', 'list', 'open']);

/** May take long, and be called off. */
const STOPPABLE: ReadonlySet<Call['name']> = new Set(['attach', 'readFile', 'removeForGood', 'backup']);

export interface ServeSurroundings {
	readonly post: (message: Message) => void;
	/** Calls once after so many milliseconds; returns the way to call it off. */
	readonly after: (ms: number, call: () => void) => () => void;
}

export function serve(core: Core, { post, after }: ServeSurroundings): (data: unknown) => Promise<void> {
	let callOff = () => {};
	const tidyWhenQuiet = () => {
		callOff();
		const session = core.session;
		if (!session?.untidy) return;
		const tidy = () => void session.tidy().catch(() => undefined);
		if (session.unindexed >= MANY) tidy();
		else callOff = after(QUIET_MS, tidy);
	};
	const shown = new Set<CaseId>();
	/** Of calls that can be called off. */
	const under = new Map<number, AbortController>();
	return async (data) => {
		const request = Request.safeParse(data);
		if (!request.success) return;
		const { id } = request.data;
		const parsed = Call.safeParse(request.data.call);
		if (!parsed.success) {
			post({ kind: 'answer', id, result: fail({ kind: 'limit', path: '' }) });
			return;
		}
		const call = parsed.data;
		const onProgress = (done: number) => {
			post({ kind: 'progress', id, done });
		};
		if (call.name === 'cancel') under.get(call.call)?.abort();
		const control = new AbortController();
		if (STOPPABLE.has(call.name)) under.set(id, control);
		let result: Result<unknown, Failure>;
		try {
			const { session } = core;
			const asks = session !== null && wantsProof(call, session, shown) && !core.proven;
			result = asks ? fail({ kind: 'prove' }) : await answer(core, call, { onProgress, signal: control.signal });
		} catch {
			// A defect of ours: said to the page without its text, which might hold what was typed.
			result = fail({ kind: 'broken' });
		}
		under.delete(id);
		if (call.name === 'open' && result.ok) shown.add(call.id);
		post({ kind: 'answer', id, result });
		if (WRITES.has(call.name) || LOOKS.has(call.name)) tidyWhenQuiet();
	};
}

function answer(core: Core, call: Call, watch: Required<Watch>): Promise<Result<unknown, Failure>> {
	const { onProgress } = watch;
	const session = core.session;
	void session?.used().catch(() => undefined);
	const locked = Promise.resolve(fail<VaultError>({ kind: 'locked' }));
	switch (call.name) {
		case 'stored':
			return core.stored();
		case 'obstacles':
			return core.obstacles().then(ok);
		case 'create':
			return core.create(call.passphrase, onProgress);
		case 'unlock':
			return core.unlock(call.passphrase, onProgress);
		case 'prove':
			return core.prove(call.passphrase);
		case 'safeguards':
			return core.safeguards();
		case 'changePassphrase':
			return core.changePassphrase(call.passphrase, call.next);
		case 'makeRecovery':
			return core.makeRecovery(call.passphrase);
		case 'dropRecovery':
			return core.dropRecovery(call.passphrase);
		case 'setSecond':
			return core.setSecond(call.passphrase, call.next, call.second, call.steps);
		case 'dropSecond':
			return core.dropSecond(call.passphrase);
		case 'passkey':
			return core.passkey();
		case 'enrolPasskey':
			return core.enrolPasskey(call.passphrase, call.credential, call.salt, call.output);
		case 'unlockWithPasskey':
			return core.unlockWithPasskey(call.output, onProgress);
		case 'dropPasskey':
			return core.dropPasskey();
		case 'eraseAfter':
			return core.eraseAfter(call.passphrase, call.after);
		case 'list':
			return session?.list() ?? locked;
		case 'open':
			return session?.open(call.id) ?? locked;
		case 'createCase':
			return session?.createCase(call.edits, call.circle ?? null) ?? locked;
		case 'edit':
			return session?.edit(call.id, call.edits) ?? locked;
		case 'takeOut':
			return session?.takeOut(call.id, call.edit) ?? locked;
		case 'eraseCase':
			return session?.eraseCase(call.id, call) ?? locked;
		case 'removeForGood':
			return session?.removeForGood(call.id, call.what, call, watch) ?? locked;
		case 'history':
			return session?.history(call.id) ?? locked;
		case 'health':
			return session?.health() ?? locked;
		case 'onlyHere':
			return session?.onlyHere() ?? locked;
		case 'leave':
			return core.leave(call.givenUp);
		case 'settings':
			return session?.settings() ?? locked;
		case 'saveSettings':
			return session?.saveSettings(call.edits) ?? locked;
		case 'phoneSettings':
			return session?.phoneSettings() ?? locked;
		case 'savePhoneSettings':
			return session?.savePhoneSettings(call.settings) ?? locked;
		case 'saveDraft':
			return session?.saveDraft(call.scope, call.edits) ?? locked;
		case 'loadDraft':
			return session?.loadDraft(call.scope) ?? locked;
		case 'dropDraft':
			return session?.dropDraft(call.scope) ?? locked;
		case 'attach':
			return session?.files.attach(call.id, call.content, call.fields, watch) ?? locked;
		case 'readFile':
			return session?.files.read(call.id, call.file, watch) ?? locked;
		case 'waitingFiles':
			return session?.files.waiting() ?? locked;
		case 'cancel':
			return Promise.resolve(ok(undefined));
		case 'handOver':
			return session?.handOver() ?? locked;
		case 'team':
			return session?.team(call.call) ?? locked;
		case 'backup':
			return session?.backup(call.call, watch) ?? locked;
		default:
			return assertNever(call);
	}
}
