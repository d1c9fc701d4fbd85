/**
 * `node src/tools/openapi.ts`: writes `docs/openapi.json`, the messages of the API as their schemas say. Bodies are padded
 * CBOR (`docs/protocol.md`, 11), so to HTTP each is binary; what is in it stands in `contentSchema`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { paddedSize } from '../lib/domain/padding.ts';
import { BODY_TYPE, ErrorReply, ERRORS, MAX_BLOB_PART, MESSAGES } from '../lib/sync/protocol/index.ts';

const FILE = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const OPEN = new Set(['challenge', 'session', 'join/ask']);

/** Lengths that a schema of bytes may begin or end at. */
const LENGTHS = [...Array(129).keys(), 256, 540, 4096, 4124, 8192, 32_768, 65_536, 163_840];

/** A byte string of CBOR: how long it may be is found out by trying. */
function bytesSchema(schema: z.core.$ZodType): Record<string, unknown> {
	const allowed = LENGTHS.filter((length) => z.safeParse(schema, new Uint8Array(length)).success);
	const [least, most] = [allowed[0] ?? 0, allowed.at(-1) ?? 0];
	return {
		type: 'string',
		format: 'binary',
		description: least === most ? `${least} bytes` : `${least} to ${most} bytes`
	};
}

function schemaOf(schema: z.ZodMiniType): Record<string, unknown> {
	const made = z.toJSONSchema(schema, {
		unrepresentable: 'any',
		reused: 'inline',
		override({ zodSchema, jsonSchema }) {
			if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, bytesSchema(zodSchema));
		}
	}) as Record<string, unknown>;
	delete made['$schema'];
	return made;
}

function body(schema: z.ZodMiniType, most?: number) {
	return {
		[BODY_TYPE]: {
			schema: {
				type: 'string',
				format: 'binary',
				contentMediaType: 'application/cbor',
				contentSchema: schemaOf(schema),
				...(most && { maxLength: paddedSize(most) })
			}
		}
	};
}

const refused = { $ref: '#/components/responses/refused' };
const bearer = [{ bearer: [] }];
const binary = {
	'application/octet-stream': { schema: { type: 'string', format: 'binary', maxLength: MAX_BLOB_PART } }
};

export function openApi(): string {
	const messages = Object.entries(MESSAGES).map(([name, { request, reply, most }]) => [
		`/${name}`,
		{
			post: {
				operationId: name.replace('/', '-'),
				...(OPEN.has(name) ? {} : { security: name === 'spaces' ? [{}, ...bearer] : bearer }),
				requestBody: { required: true, content: body(request, most) },
				responses: { 200: { description: 'done', content: body(reply) }, default: refused }
			}
		}
	]);
	const partParameters = [
		{ name: 'name', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' } },
		{ name: 'part', in: 'path', required: true, schema: { type: 'integer', minimum: 0, maximum: 63 } },
		{ name: 'repit-space', in: 'header', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' } }
	];
	const have = z.strictObject({ v: z.literal(1), have: z.array(z.int()) });
	const document = {
		openapi: '3.1.0',
		info: {
			title: 'Répit',
			version: '1',
			description: 'Every body is pad(CBOR); docs/protocol.md is the specification, byte by byte.'
		},
		servers: [{ url: '/api/v1' }],
		paths: {
			...(Object.fromEntries(messages) as object),
			'/blob/{name}/{part}': {
				parameters: partParameters,
				put: {
					operationId: 'blob-put',
					security: bearer,
					requestBody: { required: true, content: binary },
					responses: { 200: { description: 'kept', content: body(have) }, default: refused }
				},
				get: {
					operationId: 'blob-get',
					security: bearer,
					responses: { 200: { description: 'the part', content: binary }, default: refused }
				}
			},
			'/hints': {
				get: {
					operationId: 'hints',
					security: bearer,
					responses: {
						200: { description: 'something changed', content: { 'text/event-stream': { schema: { type: 'string' } } } },
						default: refused
					}
				}
			},
			'/health': {
				get: {
					operationId: 'health',
					responses: {
						200: { description: 'ok', content: { 'text/plain': { schema: { const: 'ok' } } } },
						default: refused
					}
				}
			}
		},
		components: {
			securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
			responses: {
				refused: {
					description: Object.entries(ERRORS)
						.map(([code, { status }]) => `${status} ${code}`)
						.join(', '),
					content: body(ErrorReply)
				}
			}
		}
	};
	return `${JSON.stringify(document, null, '\t')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, openApi());
