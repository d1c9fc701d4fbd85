/** One node of the server as a process of its own, to be killed: prints its port. */
import { randomBytes } from 'node:crypto';
import { readConfig, syncServer } from '../../src/lib/server/index.ts';
import { listening } from './listening.ts';

const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error);
const sync = syncServer(config.value, {
	now: () => Date.now(),
	random: (length) => new Uint8Array(randomBytes(length)),
	write: (line) => void process.stdout.write(`${line}\n`)
});
await sync.start();
const line = await listening(config.value.origin, (request, address) => sync.handle(request, address));
process.stdout.write(`port ${line.port}\n`);
process.once('SIGTERM', () => {
	void sync.close().then(() => line.close());
});
