/** Told to end, `npm start` tells the server, waits for it, and ends as it did. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';

const SERVER = `process.once('SIGTERM', () => setTimeout(() => { console.log('ended well'); process.exit(7); }, 200));
setInterval(() => {}, 1000); console.log('up');`;
const START = `import { run } from './src/tools/setup.mjs';
process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(SERVER)}]);`;

it('leaves no server behind, and lets it end what is under way', async () => {
	const child = spawn(process.execPath, ['--input-type=module', '-e', START], { stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
		if (said === 'up\n') child.kill('SIGTERM');
	});
	const code = await new Promise((resolve) => child.once('close', resolve));
	expect(said).toBe('up\nended well\n');
	expect(code).toBe(7);
});
