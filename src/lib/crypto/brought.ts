/**
 * The id that a case gets where it is brought into another space (`docs/protocol.md`, 7.3): always the same one, so that what was
 * cut is taken up again and never done twice. Nobody who does not know the old id can tell what it was.
 */
import { toCbor } from './cbor.ts';
import { DOMAINS } from './domains.ts';
import { framed, sha256, type Bytes } from './suite.ts';

const ID_BYTES = 16;

export async function broughtId(space: Bytes, caseId: Bytes): Promise<Bytes> {
	return (await sha256(framed(DOMAINS.brought, toCbor([space, caseId])))).slice(0, ID_BYTES);
}
