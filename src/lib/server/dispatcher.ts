/**
 * `/api/v1/`, from a request to its reply, without a framework: which message it is, who asks, how often, then the endpoint.
 * Whatever goes wrong becomes a reply of `docs/protocol.md`, 11.1; the log has the pattern of the route, the status, the
 * duration and a number.
 */
import { ok } from '../domain/result.ts';
import { readId } from './ids.ts';
import {
	BODY_TYPE,
	ERRORS,
	MAX_BLOB_PART,
	MESSAGES,
	VERSION,
	writeMessage,
	type ErrorCode
} from '../sync/protocol/index.ts';
import { memberOf, sessionOf, type Session } from './access.ts';
import { PART_TIMEOUT, readRequest, readUpTo } from './body.ts';
import { tokenBuckets, type BucketName } from './buckets.ts';
import type { Context } from './context.ts';
import { ENDPOINTS, type Endpoints, type MessageName } from './endpoints.ts';
import { nameOf } from './failures.ts';
import { requestMetrics } from './metrics.ts';
import { refuse, type Answer, type Refusal } from './refusal.ts';
import { getPart, MAX_PARTS, putPart } from './stores/blobs.ts';
import { hintStreams } from './streams.ts';

const PART_TYPE = 'application/octet-stream';
const BASE = '/api/v1/';
const BLOB_PART = /^blob\/([A-Za-z0-9_-]{22})\/(\d{1,2})$/;
/** Seconds after which another node, or this one, is there again. */
const BUSY_WAIT = 5;

export interface Dispatcher {
	/** `address`: of whoever asks; it goes no further than a keyed hash in memory. */
	handle(request: Request, address: string): Promise<Response>;
	metrics(): string;
	/** No new requests; resolves when those under way have ended, or after `patience` ms. */
	close(patience: number): Promise<void>;
}

export interface Opening {
	/** Opened by the first request that needs it. */
	context(): Promise<Context>;
	isOpen(): boolean;
}

export function dispatcher(
	opening: Opening,
	{ now, random, write }: Context['around'],
	log: Context['config']['log']
): Dispatcher {
	const buckets = tokenBuckets(random);
	const streams = hintStreams();
	const metrics = requestMetrics();
	let closing = false;
	let number = 0;
	const underWay = new Set<Promise<unknown>>();

	function take(name: BucketName, who: string): Answer<null> {
		const wait = buckets.take(name, who, now());
		return wait === 0 ? ok(null) : refuse('slow-down', wait);
	}

	const byAddress = (address: string) => take('login', buckets.nameOf(address, now()));

	async function withSession(context: Context, request: Request, bucket: BucketName): Promise<Answer<Session>> {
		const session = await sessionOf(context, request.headers.get('authorization'));
		if (!session.ok) return session;
		const name = session.value.courier && bucket === 'read' ? 'courier' : bucket;
		const may = take(name, session.value.key);
		return may.ok ? session : may;
	}

	async function answer(route: Route, request: Request, address: string): Promise<Answer<Response>> {
		if (route.kind === 'health') {
			if (opening.isOpen()) {
				const { database } = await opening.context();
				await database.db.selectFrom('setting').select('name').limit(1).execute();
			}
			return ok(new Response('ok', { headers: { 'cache-control': 'no-store', 'content-type': 'text/plain' } }));
		}
		if (closing) return refuse('busy', BUSY_WAIT);
		const context = await opening.context();
		switch (route.kind) {
			case 'hints': {
				const session = await withSession(context, request, 'read');
				if (!session.ok) return session;
				if (session.value.removed || session.value.courier)
					return refuse(session.value.removed ? 'removed' : 'not-allowed');
				return ok(await streams.open(context, session.value, request.headers.get('authorization') ?? ''));
			}
			case 'part':
				return partOf(context, route, request);
			case 'message':
				return messageOf(context, route.name, request, address);
		}
	}

	async function messageOf(
		context: Context,
		name: MessageName,
		request: Request,
		address: string
	): Promise<Answer<Response>> {
		const { request: schema, most } = MESSAGES[name];
		const { anyone, either, members } = ENDPOINTS as unknown as Untyped;
		const open = anyone[name] ?? either[name];
		const bears = request.headers.has('authorization') && !anyone[name];
		const endpoint = open ?? members[name];
		if (!endpoint) throw new Error('a message without an endpoint');
		const session = open && !bears ? byAddress(address) : await withSession(context, request, endpoint.bucket);
		if (!session.ok) return session;
		const read = await readRequest(request, schema, most);
		if (!read.ok) return read;
		if (name === 'join/ask') {
			const { invite } = read.value as { readonly invite: Uint8Array };
			const may = take('ask', Buffer.from(invite).toString('base64url'));
			if (!may.ok) return may;
		}
		const made = await endpoint.answer(context, read.value, session.value);
		return made.ok ? ok(reply(200, { v: VERSION, ...(made.value as object) })) : made;
	}

	async function partOf(
		context: Context,
		{ blob, part }: Extract<Route, { kind: 'part' }>,
		request: Request
	): Promise<Answer<Response>> {
		const session = await withSession(context, request, 'part');
		if (!session.ok) return session;
		const space = readId(request.headers.get('repit-space') ?? '');
		if (!space) return refuse('malformed');
		const access = await memberOf(context, session.value, space);
		if (!access.ok) return access;
		if (request.method === 'GET') {
			const bytes = await getPart(context, space, blob, part);
			if (!bytes) return refuse('unknown');
			const headers = { 'cache-control': 'no-store', 'content-type': PART_TYPE };
			return ok(new Response(bytes, { headers }));
		}
		if (access.value.role === 'reader') return refuse('not-allowed');
		// SvelteKit hands on no body that has no type.
		if (request.headers.get('content-type') !== PART_TYPE) return refuse('not-ours');
		const body = await readUpTo(request, MAX_BLOB_PART, PART_TIMEOUT);
		if (!body.ok) return body;
		if (body.value.length === 0 || part >= MAX_PARTS) return refuse('malformed');
		const have = await putPart(context, space, blob, { part, bytes: body.value });
		return have.ok ? ok(reply(200, { v: VERSION, have: have.value })) : have;
	}

	async function handled(request: Request, address: string): Promise<Response> {
		const began = performance.now();
		const route = routeOf(request);
		let failure: string | null = null;
		const answered = await (route ? answer(route, request, address) : Promise.resolve(refuse('unknown'))).catch(
			(error: unknown) => {
				const { name, busy } = nameOf(error);
				failure = name;
				return refuse(busy ? 'busy' : 'server', busy ? BUSY_WAIT : null);
			}
		);
		const response = answered.ok ? answered.value : refusal(answered.error);
		const milliseconds = performance.now() - began;
		const pattern = route?.pattern ?? 'none';
		metrics.count(pattern, response.status, milliseconds / 1000);
		number += 1;
		const bad = response.status >= 500;
		if (log === 'requests' || (log === 'errors' && bad && !closing))
			write(
				JSON.stringify({
					request: number,
					route: pattern,
					status: response.status,
					ms: Math.round(milliseconds),
					...(answered.ok ? {} : { error: failure ?? ERRORS[answered.error.code].log })
				})
			);
		return response;
	}

	return {
		async handle(request, address) {
			const handling = handled(request, address);
			underWay.add(handling);
			try {
				return await handling;
			} finally {
				underWay.delete(handling);
			}
		},
		metrics: () => metrics.text({ hint_streams: streams.count, requests_under_way: underWay.size }),
		async close(patience) {
			closing = true;
			streams.close();
			let timer: NodeJS.Timeout | undefined;
			const enough = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
			await Promise.race([Promise.allSettled([...underWay]), enough]);
			clearTimeout(timer);
		}
	};
}

type Route =
	| { readonly kind: 'message'; readonly pattern: string; readonly name: MessageName }
	| { readonly kind: 'part'; readonly pattern: string; readonly blob: Uint8Array<ArrayBuffer>; readonly part: number }
	| { readonly kind: 'hints' | 'health'; readonly pattern: string };

/** The table of endpoints holds a type for each message; here they are all asked in one way. */
type Untyped = {
	readonly [G in keyof Endpoints]: Readonly<
		Record<
			string,
			{
				bucket: BucketName;
				answer(context: Context, request: unknown, session: Session | null): Promise<Answer<unknown>>;
			}
		>
	>;
};

function routeOf(request: Request): Route | null {
	const { pathname } = new URL(request.url);
	const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : '';
	const { method } = request;
	if (method === 'GET' && (path === 'hints' || path === 'health')) return { kind: path, pattern: `GET ${path}` };
	if (method === 'POST' && Object.hasOwn(MESSAGES, path))
		return { kind: 'message', pattern: `POST ${path}`, name: path as MessageName };
	const [, name = '', part = ''] = BLOB_PART.exec(path) ?? [];
	const blob = readId(name);
	if (!blob || (method !== 'GET' && method !== 'PUT')) return null;
	return { kind: 'part', pattern: `${method} blob`, blob, part: Number(part) };
}

function reply(status: number, value: unknown): Response {
	const headers = { 'content-type': BODY_TYPE, 'cache-control': 'no-store' };
	return new Response(writeMessage(value), { status, headers });
}

function refusal({ code, wait }: Refusal): Response {
	return reply(ERRORS[code].status, { v: VERSION, error: code satisfies ErrorCode, wait });
}
