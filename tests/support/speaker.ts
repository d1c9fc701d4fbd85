/** Another phone of a team, as far as it speaks: it signs entries under whatever chain and keys it is handed. Runs in browsers too. */
import type { CaseKey } from '../../src/lib/crypto/case-key.ts';
import { toCbor } from '../../src/lib/crypto/cbor.ts';
import { createDevice, type Device } from '../../src/lib/crypto/device.ts';
import { NO_PREVIOUS, sealEntry } from '../../src/lib/crypto/envelope.ts';
import { randomBytes, type Bytes } from '../../src/lib/crypto/suite.ts';
import { encodeContent, type NewContent } from '../../src/lib/journal/index.ts';
import type { TeamSpace } from '../../src/lib/sync/space.ts';
import { keyOf, type Key } from '../../src/lib/team/index.ts';

/** What it names as the chain's head, and the key that it has there. */
export type Knows = Pick<TeamSpace, 'id' | 'epoch' | 'head'>;

export class Speaker {
	readonly device: Device;
	readonly member: Bytes = randomBytes(16);
	seq = 0;
	prev: Bytes = NO_PREVIOUS;

	private constructor(device: Device) {
		this.device = device;
	}

	static async new(): Promise<Speaker> {
		return new Speaker((await createDevice()).device);
	}

	get key(): Key {
		return keyOf(this.device.id);
	}

	/** Its next entry, as it is sent. */
	async say(knows: Knows, content: NewContent, caseKey: CaseKey | null, ms: number): Promise<Bytes> {
		const sealed = await this.entry(knows, content, caseKey, ms, { seq: this.seq + 1, prev: this.prev });
		this.seq += 1;
		this.prev = sealed.hash;
		return sealed.bytes;
	}

	/** An entry in any place: two in one are a fork. */
	entry(
		{ id, epoch, head }: Knows,
		content: NewContent,
		caseKey: CaseKey | null,
		ms: number,
		place: { readonly seq: number; readonly prev: Bytes }
	) {
		const author = { hlc: { ms, n: 0 }, by: this.member, app: 'test' };
		return sealEntry(
			{ epochKey: epoch.key, caseKey, signingKey: this.device.signingKey },
			{ space: id, device: this.device.id, ...place, epoch: epoch.number, membership: head },
			toCbor(encodeContent(content, author))
		);
	}
}
