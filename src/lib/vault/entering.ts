/** From an open slot to what is inside: the session, and what guards it. */
import { fromCbor } from '$lib/crypto/cbor';
import { rowKeys, sealRowValue } from '$lib/crypto/row';
import type { Opened } from '$lib/crypto/slots';
import { fail, ok } from '$lib/domain/result';
import type { Store } from '$lib/storage';
import { readIndex } from './case-index.ts';
import { loadIdentity } from './identity.ts';
import { evened, fillUp } from './look-alikes.ts';
import { decodePlaces, drawPlaces, encodePlaces, PLACES, type Places } from './places.ts';
import { readRow, type Place } from './reader.ts';
import { Safeguards } from './safeguards.ts';
import { Session, type SessionSurroundings } from './session.ts';
import { told, type Answer } from './told.ts';

export interface EnteringSurroundings extends SessionSurroundings {
	readonly store: Store;
}

export interface Inside {
	/** Not yet started. */
	readonly session: Session;
	readonly safeguards: Safeguards;
	readonly opened: Opened;
	/** The slot file, as it was before anything inside was looked at. */
	readonly slots: Uint8Array;
}

export async function inside(opened: Opened, around: EnteringSurroundings): Answer<Inside> {
	const { container } = opened;
	const base = await around.store.base();
	if (!base.ok) return fail(told(base.error));
	if (!base.value) return fail({ kind: 'storage-lost' });
	const { slots } = base.value;
	const place: Place = { store: around.store, container, keys: await rowKeys(opened.vaultKey) };
	const [row, index, known] = await Promise.all([
		readRow(place, 'device', 'self'),
		readIndex(place),
		readRow(place, 'settings', PLACES)
	]);
	if (!row.ok) return fail(told(row.error));
	if (!index.ok) return fail(told(index.error));
	if (!known.ok) return fail(told(known.error));
	const { content } = row.value;
	const identity = await loadIdentity(content && fromCbor(content));
	content?.fill(0);
	if (!identity) return fail({ kind: 'broken' });
	const kept = decodePlaces(known.value.content && fromCbor(known.value.content));
	const old = known.value.box === null && opened.role === 'main' ? opened.slot : null;
	const places = kept ?? (old === null ? null : await placed(place, old));
	const safeguards = new Safeguards(place, places, opened, around);
	if (!safeguards.cover)
		return ok({ session: new Session(place, identity, around, index.value), safeguards, opened, slots });
	const store = await evened(around.store, container, place.keys);
	const session = new Session({ ...place, store }, identity, { ...around, net: noNet(around.net) }, index.value);
	return ok({ session, safeguards, opened, slots });
}

/** A vault made before the places of slots were kept: none but its own was ever filled. Where they are not kept, they are drawn again. */
async function placed(place: Place, slot: number): Promise<Places> {
	const places = drawPlaces(slot);
	await place.store.put(place.container, [await sealRowValue(place.keys, 'settings', PLACES, encodePlaces(places))]);
	return places;
}

/**
 * Random bytes anew in the container beside, where it holds nothing, so that writing there says nothing. Where a slot was filled since
 * this vault was opened, in another tab, nothing is written.
 */
export async function fillBeside(
	{ safeguards, opened, slots }: Inside,
	{ store }: Pick<EnteringSurroundings, 'store'>
): Promise<void> {
	if (!safeguards.nothingBeside) return;
	await store.refit({
		slots: { from: slots, to: slots },
		whole: { container: opened.container === 0 ? 1 : 0, rows: fillUp([]) }
	});
}

/** A cover space speaks to nobody: for it, there is never a network. */
function noNet({ hints: _, courier: __, ...net }: EnteringSurroundings['net']): EnteringSurroundings['net'] {
	return { ...net, transport: { post: () => Promise.resolve(fail('no-answer')) } };
}
