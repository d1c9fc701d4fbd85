/** Servers as processes of their own, to be killed or watched; what is asked goes over HTTP. */
import { spawn, type ChildProcess } from 'node:child_process';
import { ORIGIN, type Ask } from './scene.ts';

export interface Node {
	readonly ask: Ask;
	readonly pid: number;
	readonly port: number;
	kill(): Promise<void>;
}

export async function startNode(environment: Record<string, string>): Promise<Node> {
	const child = spawn(process.execPath, ['tests/server/node.ts'], {
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const port = await portOf(child);
	return {
		pid: child.pid ?? 0,
		port: Number(port),
		ask: (request) => fetch(request.url.replace(ORIGIN, `http://127.0.0.1:${port}`), request),
		kill: async () => {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGKILL');
			await gone;
		}
	};
}

async function portOf(child: ChildProcess): Promise<string> {
	let said = '';
	return new Promise((resolve, reject) => {
		child.stdout?.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			const port = /^port (\d+)$/m.exec(said)?.[1];
			if (port !== undefined) resolve(port);
		});
		child.once('exit', () => reject(new Error('the node did not start')));
	});
}
