/** One node of the server as a process of its own, to be killed: prints its port. */
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { readConfig, syncServer } from '../../src/lib/server/index.ts';

const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error);
const sync = syncServer(config.value, {
	now: () => Date.now(),
	random: (length) => new Uint8Array(randomBytes(length)),
	write: (line) => void process.stdout.write(`${line}\n`)
});
await sync.start();
const server = createServer((request, response) => {
	void (async () => {
		const asked = await getRequest({ base: config.value.origin, request });
		await setResponse(response, await sync.handle(asked, request.socket.remoteAddress ?? ''));
	})();
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	if (typeof address === 'object' && address) process.stdout.write(`port ${address.port}\n`);
});
process.once('SIGTERM', () => {
	server.close();
	void sync.close().then(() => server.closeAllConnections());
});
