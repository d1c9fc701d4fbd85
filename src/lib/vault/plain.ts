/** Edits as they are posted to the Worker. */
import type { Call } from './protocol.ts';
import type { Edit } from './types.ts';

/** Free of proxies and readonly wrappers, so that it can be posted. */
export function plain(edits: readonly Edit[]): Extract<Call, { name: 'edit' }>['edits'] {
	return JSON.parse(JSON.stringify(edits)) as Extract<Call, { name: 'edit' }>['edits'];
}
