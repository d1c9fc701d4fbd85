/** A server on a port of this machine, by the way that requests take in the app. */
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { createServer } from 'node:http';

/** `base`: the address that requests are made to believe they were sent to. `port`: 0 for any. */
export async function listening(
	base: string,
	handle: (request: Request, address: string) => Promise<Response>,
	port = 0
): Promise<{ readonly url: string; readonly port: number; close(): void }> {
	const server = createServer((request, response) => {
		void (async () => {
			const asked = await getRequest({ base, request });
			await setResponse(response, await handle(asked, request.socket.remoteAddress ?? ''));
		})().catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || !address) throw new Error('no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		port: address.port,
		close() {
			server.close();
			server.closeAllConnections();
		}
	};
}
