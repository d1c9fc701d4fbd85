/** Late work as an admin reads it: whose, of which cases, in the words of a history. */
import type { CaseId } from '$lib/domain/case';
import { ok, type Result } from '$lib/domain/result';
import { merge, type Operations } from '$lib/journal';
import type { StorageFailure } from '$lib/storage';
import { maySettle, waitingApart, type Apart } from '$lib/sync/engine/late';
import type { SpaceSync } from '$lib/sync/engine/space';
import type { Key } from '$lib/team';
import { SPACE_FIELDS, type Book } from '../book.ts';
import { summaryOf } from '../case-index.ts';
import { caseIdOf } from '../reader.ts';
import { nameIn, type Fields } from './names.ts';
import type { LateWork } from './work.ts';

export async function lateOf(
	space: SpaceSync,
	book: Book,
	fields: Fields
): Promise<Result<readonly LateWork[], StorageFailure>> {
	const waiting = await waitingApart(space);
	if (!waiting.ok) return waiting;
	const byDevice = new Map<Key, Apart[]>();
	// What sets no field says nothing to a person.
	for (const one of waiting.value)
		if (one.content.ops.length > 0) byDevice.set(one.device, [...(byDevice.get(one.device) ?? []), one]);
	const all: LateWork[] = [];
	for (const [device, said] of byDevice) {
		if (!maySettle(space, device)) continue;
		const byCase = new Map<CaseId, Apart[]>();
		for (const one of said) {
			const id = one.content.caseId ? caseIdOf(one.content.caseId) : SPACE_FIELDS;
			byCase.set(id, [...(byCase.get(id) ?? []), one]);
		}
		const cases: LateWork['cases'][number][] = [];
		for (const [id, entries] of byCase) {
			const ops = entries.flatMap(({ content }) => content.ops);
			const known = await book.operationsOf(id);
			const before: Operations = (known.ok ? known.value : null) ?? new Map();
			const items = ops.map(({ id, path, value, hlc, over }) => ({
				id,
				path,
				value,
				at: hlc.ms,
				device,
				replaced: [...over]
			}));
			cases.push({ code: id === SPACE_FIELDS ? '' : summaryOf(id, merge(before, ops)).code, items });
		}
		const member = space.team.devices.get(device)?.member;
		all.push({
			device,
			deviceName: nameIn(fields, 'devices', device),
			memberName: member ? nameIn(fields, 'people', member) : null,
			count: said.length,
			since: Math.min(...said.map(({ since }) => since)),
			cases
		});
	}
	return ok(all);
}
