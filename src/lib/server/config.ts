/**
 * What the environment says (`docs/operations.md`, "Settings"): read once, at the start, and refused in one line that names
 * the variable and never its value.
 */
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/result.ts';
import { z } from '../domain/zod.ts';

const port = z.string().check(
	z.regex(/^\d{1,5}$/),
	z.refine((text) => Number(text) < 65_536)
);
const text = z.string().check(z.minLength(1), z.maxLength(4096));

const Environment = z.object({
	ORIGIN: z.optional(
		z
			.string()
			.check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? '') && new URL(value).origin === value))
	),
	PORT: z.optional(port),
	DATA: z.optional(text),
	DATABASE_URL: z.optional(z.string().check(z.regex(/^postgres(ql)?:\/\//))),
	DATABASE_CONNECTIONS: z.optional(z.string().check(z.regex(/^[1-9]\d{0,2}$/))),
	S3_ENDPOINT: z.optional(z.string().check(z.regex(/^https?:\/\//))),
	S3_BUCKET: z.optional(text),
	S3_REGION: z.optional(text),
	S3_ACCESS_KEY_ID: z.optional(text),
	S3_SECRET_ACCESS_KEY: z.optional(text),
	METRICS_PORT: z.optional(port),
	/** Read by `src/tools/serve.ts`, and only looked at here: seconds. */
	HSTS: z.optional(z.string().check(z.regex(/^\d{1,9}$/))),
	LOG: z.optional(z.enum(['requests', 'errors', 'none']))
});

export type Engine = 'sqlite' | 'postgres';
export type DatabaseConfig =
	| { readonly engine: 'sqlite'; readonly file: string }
	| { readonly engine: 'postgres'; readonly url: string; readonly connections: number };

export interface S3Config {
	readonly endpoint: string;
	readonly bucket: string;
	readonly region: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

export interface Config {
	/** The address that phones speak to, and that their logins are signed for. */
	readonly origin: string;
	readonly database: DatabaseConfig;
	readonly blobs: { readonly folder: string } | { readonly s3: S3Config };
	readonly metricsPort: number | null;
	readonly log: 'requests' | 'errors' | 'none';
}

/** `error`: one line for the operator. An empty variable is as none. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Result<Config, string> {
	const set = Object.fromEntries(
		Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')
	);
	const parsed = Environment.safeParse(set);
	if (!parsed.success) return fail(`${String(parsed.error.issues[0]?.path[0])} has a value that is not allowed`);
	const known = parsed.data;
	const data = known.DATA ?? 'data';
	const s3 = s3Of(known);
	if (s3 === 'incomplete') return fail('S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together');
	return ok({
		origin: known.ORIGIN ?? `http://localhost:${known.PORT ?? '4310'}`,
		database: known.DATABASE_URL
			? { engine: 'postgres', url: known.DATABASE_URL, connections: Number(known.DATABASE_CONNECTIONS ?? 10) }
			: { engine: 'sqlite', file: join(data, 'sync.sqlite') },
		blobs: s3 ? { s3 } : { folder: join(data, 'blobs') },
		metricsPort: known.METRICS_PORT === undefined ? null : Number(known.METRICS_PORT),
		log: known.LOG ?? 'errors'
	});
}

function s3Of(known: z.infer<typeof Environment>): S3Config | 'incomplete' | null {
	const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = known;
	const all = [S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY];
	if (all.every((value) => value === undefined)) return null;
	if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) return 'incomplete';
	return {
		endpoint: S3_ENDPOINT.replace(/\/$/, ''),
		bucket: S3_BUCKET,
		region: known.S3_REGION ?? 'auto',
		accessKeyId: S3_ACCESS_KEY_ID,
		secretAccessKey: S3_SECRET_ACCESS_KEY
	};
}
