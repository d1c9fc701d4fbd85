/**
 * Token buckets (`docs/protocol.md`, 11.2), in the memory of one node. Addresses are known here only as a keyed hash of their
 * network, under a key that changes daily.
 */
import type { Bytes } from '../domain/cbor.ts';
import { dayOf } from './day.ts';
import { mac } from './verify.ts';

/** How many tokens a minute bring, how many there are at most. */
export const BUCKETS = {
	login: { perMinute: 20, burst: 20 },
	write: { perMinute: 60, burst: 60 },
	read: { perMinute: 600, burst: 120 },
	courier: { perMinute: 4, burst: 4 },
	part: { perMinute: 120, burst: 60 },
	ask: { perMinute: 1, burst: 5 }
} as const;
export type BucketName = keyof typeof BUCKETS;

const MAX_KEPT = 100_000;

export interface Buckets {
	/** Seconds to wait; 0 where a token was there and has been taken. */
	take(name: BucketName, who: string, now: number): number;
	/** What an address goes by for today. */
	nameOf(address: string, now: number): string;
}

export function tokenBuckets(random: (length: number) => Bytes): Buckets {
	const kept = new Map<string, { tokens: number; at: number }>();
	let key = { day: -1, bytes: random(32) };

	return {
		take(name, who, now) {
			const { perMinute, burst } = BUCKETS[name];
			const id = `${name} ${who}`;
			const before = kept.get(id) ?? { tokens: burst, at: now };
			const tokens = Math.min(burst, before.tokens + (Math.max(0, now - before.at) / 60_000) * perMinute);
			kept.delete(id);
			kept.set(id, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
			// The one that was not asked for longest is full again, or nearly.
			const oldest = kept.size > MAX_KEPT ? kept.keys().next().value : undefined;
			if (oldest !== undefined) kept.delete(oldest);
			return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60) / perMinute);
		},
		nameOf(address, now) {
			const day = dayOf(now);
			if (day !== key.day) key = { day, bytes: random(32) };
			return Buffer.from(mac(key.bytes, Buffer.from(networkOf(address))).subarray(0, 12)).toString('base64url');
		}
	};
}

/** The first 24 bits of an IPv4 address, the first 56 of an IPv6 one. */
export function networkOf(address: string): string {
	const four = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)?.[1];
	if (four) return four;
	const [before = '', after] = address.toLowerCase().split('::');
	const left = before.split(':').filter(Boolean);
	const right = (after ?? '').split(':').filter(Boolean);
	const groups =
		after === undefined
			? left
			: [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
	return groups
		.slice(0, 4)
		.map((group, i) => (i === 3 ? group.padStart(4, '0').slice(0, 2) : group.padStart(4, '0')))
		.join(':');
}
