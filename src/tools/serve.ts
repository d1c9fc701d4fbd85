/** The server entry: the built app with its security headers on every response, on this machine unless told otherwise. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { earlierFiles } from './earlier.ts';
import { MAX_BLOB_PART } from '../lib/sync/protocol/limits.ts';
import { headersFor, policyOf, strictTransport } from './headers.ts';

const BUILD = fileURLToPath(new URL('../../build', import.meta.url));
const host = process.env['HOST'] ?? '127.0.0.1';
const port = Number(process.env['PORT'] ?? 4310);

type Handler = (
	request: import('node:http').IncomingMessage,
	response: import('node:http').ServerResponse,
	next: () => void
) => void;

/** Milliseconds (`docs/protocol.md`, 11.2): a part of a file may take longest. */
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 5 * 60_000;
const SHUTDOWN = 20_000;

// The API looks at every body itself, by its own measure for each message; this is the outermost.
process.env['BODY_SIZE_LIMIT'] ??= String(2 * MAX_BLOB_PART);
const strict = strictTransport(process.env['HSTS']);
const policyFor = pagePolicies();
const earlier = earlierFiles(BUILD);
const handler = await loaded();

const server = createServer((request, response) => {
	const path = pathOf(request.url);
	if (path === null) {
		response.writeHead(400).end();
		return;
	}
	const page = path.replace(/\/$/, '') || '/';
	const headers = { ...headersFor(path, policyFor(page)), ...strict };
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	const old = earlier(path);
	if (old) {
		response.setHeader('Cache-Control', 'public,max-age=31536000,immutable');
		response.setHeader('Content-Type', old.type);
		response.end(old.bytes);
		return;
	}
	handler(request, response, () => {
		response.statusCode = 404;
		response.end();
	});
});

server.headersTimeout = HEADERS_TIMEOUT;
server.requestTimeout = REQUEST_TIMEOUT;

server.on('error', (error: NodeJS.ErrnoException) => {
	const why = error.code === 'EADDRINUSE' ? `port ${String(port)} is taken; set PORT to another one` : error.message;
	process.stderr.write(`repit: ${why}\n`);
	process.exitCode = 1;
});

server.listen(port, host, () => {
	process.stdout.write(`Répit: http://${host === '127.0.0.1' ? 'localhost' : host}:${String(port)}\n`);
	process.stdout.write('On a phone the app needs HTTPS: put it behind a server with a certificate.\n');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		server.close();
		// The API ends what it holds open; a connection that has nothing under way goes with it.
		(process as NodeJS.EventEmitter).emit('sveltekit:shutdown', signal);
		setInterval(() => server.closeIdleConnections(), 200).unref();
		setTimeout(() => server.closeAllConnections(), SHUTDOWN).unref();
	});
}

/** The built app. What it cannot start with, such as a setting that is wrong, is one line and no service. */
async function loaded(): Promise<Handler> {
	try {
		return ((await import(join(BUILD, 'handler.js'))) as { handler: Handler }).handler;
	} catch (error) {
		process.stderr.write(`repit: ${error instanceof Error ? error.message : 'the app could not be started'}\n`);
		process.exit(1);
	}
}

/** `null` for what is no address at all, such as `//`. */
function pathOf(url = '/'): string | null {
	return URL.parse(url, 'http://local')?.pathname ?? null;
}

/** The policy in the `<meta>` of each prerendered page, sent as a header too: read when the page is first asked for. */
function pagePolicies(): (path: string) => string | null {
	const folder = join(BUILD, 'prerendered');
	const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
	const pages = new Map<string, string>();
	for (const name of names.filter((one) => one.endsWith('.html')))
		pages.set(`/${name.replace(/(^|\/)index\.html$/, '').replace(/\.html$/, '')}`, join(folder, name));
	const known = new Map<string, string | null>();
	return (path) => {
		const page = pages.get(path);
		if (page === undefined) return null;
		const policy = known.get(page) ?? policyOf(readFileSync(page, 'utf8'));
		known.set(page, policy);
		return policy;
	};
}
