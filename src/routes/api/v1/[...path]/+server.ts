/** `/api/v1/`: what came goes to the sync server, which `src/hooks.server.ts` has made; nothing is decided here. */
import type { RequestHandler } from '@sveltejs/kit';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const answer: RequestHandler = ({ request, locals, getClientAddress }) =>
	locals.sync.handle(request, addressOf(request, getClientAddress()));

/** Behind a server on this same machine, the one that it has seen: the last of its list. */
function addressOf(request: Request, peer: string): string {
	const seen = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
	return seen && LOOPBACK.test(peer) ? seen : peer;
}

export const prerender = false;
export { answer as GET, answer as POST, answer as PUT };
