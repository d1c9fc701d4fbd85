/** The tables (`docs/protocol.md`, 13), the same on both engines. Days are numbers of days since 1970; nothing finer is kept. */
import type { Kysely, Transaction } from 'kysely';
import type { Bytes } from '../../domain/cbor.ts';

export interface Tables {
	space: {
		space: Bytes;
		parent: Bytes | null;
		/** The number that the next item gets. */
		next_no: number;
		n: number;
		head: Bytes;
		/** Of items and late work; of blobs. */
		bytes: number;
		blob_bytes: number;
		created_day: number;
		/** What came on that day, for the daily quotas. */
		day: number;
		day_items: number;
		day_ops: number;
		/** JSON of what the operator has allowed instead of the usual. */
		quotas: string | null;
	};
	op: { space: Bytes; n: number; hash: Bytes; body: Bytes; sig: Bytes; list: Bytes | null };
	device: {
		space: Bytes;
		device: Bytes;
		/** 0 stands, 1 was removed, on `day`. */
		standing: number;
		day: number;
		end_seq: number;
		end_hash: Bytes;
	};
	item: {
		space: Bytes;
		no: number;
		/** 0 entry, 2 case key, 3 hole. */
		kind: number;
		device: Bytes | null;
		seq: number | null;
		ref: Bytes | null;
		hash: Bytes;
		/** What it weighs in a pull, about. */
		size: number;
		/** Of an entry its header; a hole. */
		header: Bytes | null;
		ct_hash: Bytes | null;
		/** `null` once dropped. Of a case key the whole. */
		ct: Bytes | null;
		sig: Bytes | null;
	};
	late: { space: Bytes; no: number; device: Bytes; hash: Bytes; item: Bytes; day: number };
	pack: { space: Bytes; statement_hash: Bytes; statement: Bytes; day: number; dropped: number };
	pack_sig: { space: Bytes; statement_hash: Bytes; device: Bytes; sig: Bytes };
	/** `parts`: JSON, number of a part → its length and hash. */
	blob: { space: Bytes; blob: Bytes; stored: number; hash: Bytes | null; parts: string; done: number; day: number };
	asked: { space: Bytes; invite: Bytes; hash: Bytes; body: Bytes; day: number };
	session: { hash: Bytes; space: Bytes; device: Bytes; as: number; until: number };
	nonce: { hash: Bytes; exp: number };
	token: { hash: Bytes; used: number };
	setting: { name: string; value: Bytes };
}

export type Transacting = Transaction<Tables>;
/** A connection or a transaction. */
export type Reading = Kysely<Tables>;

export type SpaceRow = Tables['space'];
export type Item = Tables['item'];
