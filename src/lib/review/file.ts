/**
 * The review file, version 1 (docs/formats.md, "Review file"): what one person has read, sentence by sentence or rule by rule,
 * what she thinks of it, and her signature.
 *
 *     what       "rights" with `lang`, hashes of the French and of the reviewed pack, number of sentences; or "law" with its hash
 *     by, date   name, role, day of the phone
 *     items      only what was acted on, each with the hashes it was read on: `approved`, or `suggested` with other words
 *     key        Ed25519 public key, base64url
 *     signature  Ed25519(key, "repit/v1/review" ‖ zero ‖ the canonical text of the file without `signature`)
 *
 * The text of a file is its canonical form, byte for byte: anything else is refused, so that no byte escapes the signature.
 */
import { base64urlnopad } from '@scure/base';
import { DOMAINS } from '../crypto/domains.ts';
import { framed, SIGNATURE_BYTES, KEY_BYTES, sign, verify, type SigningKey } from '../crypto/suite.ts';
import { parseCivilDate } from '../domain/civil-date.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { z } from '../domain/zod.ts';
import { canonical } from './canonical.ts';

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_ITEMS = 600;
export const MAX_WORDS = 2000;
export const MAX_NAME = 80;
export const TEXT_ROLES = ['translator', 'mediator', 'lawyer'] as const;
export const LAW_ROLES = ['jurist'] as const;
const FORMAT = 'repit-review';
const VERSION = 1;

const hash = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const words = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max));
const bytes = (length: number) =>
	z.string().check(
		z.maxLength(90),
		z.refine((text) => decoded(text)?.length === length, 'not bytes')
	);
const verdict = {
	verdict: z.enum(['approved', 'suggested']),
	/** The words to put instead. */
	suggestion: z.optional(words(MAX_WORDS)),
	remark: z.optional(words(MAX_WORDS))
};
const listOf = <T extends z.ZodMiniType<{ readonly verdict: string; readonly suggestion?: string | undefined }>>(
	item: T
) =>
	z
		.array(item.check(z.refine((one) => (one.verdict === 'suggested') === (one.suggestion !== undefined), 'no words')))
		.check(z.minLength(1), z.maxLength(MAX_ITEMS));

const common = {
	format: z.literal(FORMAT),
	version: z.literal(VERSION),
	date: z.string().check(z.refine((text) => parseCivilDate(text) !== null, 'not a date'))
};

export const RightsContent = z.strictObject({
	...common,
	what: z.literal('rights'),
	lang: z.string().check(z.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)),
	source: hash,
	text: hash,
	/** How many sentences the pack had. */
	sentences: z.number().check(z.int(), z.gte(1), z.lte(MAX_ITEMS)),
	by: z.strictObject({ name: words(MAX_NAME), role: z.enum(TEXT_ROLES) }),
	items: listOf(
		z.strictObject({
			place: z.string().check(z.regex(/^[a-z]+\.[A-Za-z0-9.]{1,40}$/)),
			source: hash,
			text: hash,
			back: z.optional(words(MAX_WORDS)),
			...verdict
		})
	).check(z.refine((items) => isSet(items.map(({ place }) => place)), 'a place twice'))
});
export type RightsContent = z.infer<typeof RightsContent>;

export const LawContent = z.strictObject({
	...common,
	what: z.literal('law'),
	rules: hash,
	by: z.strictObject({ name: words(MAX_NAME), role: z.enum(LAW_ROLES) }),
	items: listOf(
		z.strictObject({ rule: z.string().check(z.regex(/^[A-Z][A-Z0-9-]{1,60}$/)), text: hash, ...verdict })
	).check(z.refine((items) => isSet(items.map(({ rule }) => rule)), 'a rule twice'))
});
export type LawContent = z.infer<typeof LawContent>;

const Content = z.discriminatedUnion('what', [RightsContent, LawContent]);
export type ReviewContent = RightsContent | LawContent;
export type Role = ReviewContent['by']['role'];

const Sealed = z.looseObject({ key: bytes(KEY_BYTES), signature: bytes(SIGNATURE_BYTES) });

export interface Review {
	readonly content: ReviewContent;
	/** 32 bytes. */
	readonly key: Uint8Array;
}

/**
 * `too-large`, `foreign`: no file of ours. `newer`: made by a later version of the app. `damaged`: not as it was written.
 * `forged`: the signature is of another text or by another key.
 */
export type Refusal = 'too-large' | 'foreign' | 'newer' | 'damaged' | 'forged';

/** The text of the file. What does not fit the format is a defect of the caller and throws. */
export async function writeReview(content: ReviewContent, publicKey: Uint8Array, key: SigningKey): Promise<string> {
	const signed = { ...Content.parse(content), key: base64urlnopad.encode(publicKey) };
	const signature = base64urlnopad.encode(await sign(key, messageOf(signed)));
	return canonical({ ...signed, signature });
}

export async function readReview(text: string): Promise<Result<Review, Refusal>> {
	if (new TextEncoder().encode(text).length > MAX_FILE_BYTES) return fail('too-large');
	const file = parsed(text);
	if (file?.['format'] !== FORMAT) return fail('foreign');
	if (typeof file['version'] === 'number' && file['version'] > VERSION) return fail('newer');
	const sealed = Sealed.safeParse(file);
	if (!sealed.success || canonical(file) !== text) return fail('damaged');
	const { signature, ...signed } = file;
	const { key: _, ...unsigned } = signed;
	const content = Content.safeParse(unsigned);
	// A text that the reader would trim or leave out is not the text that was signed.
	if (!content.success || canonical(content.data) !== canonical(unsigned)) return fail('damaged');
	const key = base64urlnopad.decode(sealed.data.key);
	const valid = await verify(key, base64urlnopad.decode(String(signature)), messageOf(signed));
	return valid ? ok({ content: content.data, key }) : fail('forged');
}

function messageOf(signed: object): Uint8Array {
	return framed(DOMAINS.review, new TextEncoder().encode(canonical(signed)));
}

function parsed(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}

function decoded(text: string): Uint8Array | null {
	try {
		const found = base64urlnopad.decode(text);
		return base64urlnopad.encode(found) === text ? found : null;
	} catch {
		return null;
	}
}

function isSet(list: readonly string[]): boolean {
	return new Set(list).size === list.length;
}
