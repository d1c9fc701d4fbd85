/** Streams of hints. */
import { describe, expect, it } from 'vitest';
import { append, asItems, entry, login, ORIGIN, push, removal, type Ask, type Phone } from '../scene.ts';
import type { Begun } from './begun.ts';

/** What the rest of a stream says, and whether it has ended. */
function listening(response: Response) {
	const reader = response.body!.getReader();
	let said = '';
	let ended = false;
	const done = (async () => {
		for (;;) {
			const next = await reader.read();
			if (next.done) break;
			said += Buffer.from(next.value).toString();
		}
		ended = true;
	})();
	return {
		done,
		leave: () => reader.cancel(),
		get said() {
			return said;
		},
		get ended() {
			return ended;
		}
	};
}

const open = async (ask: Ask, by: Phone) => {
	const authorization = `Bearer ${Buffer.from(by.bearer!).toString('base64url')}`;
	return ask(new Request(`${ORIGIN}/api/v1/hints`, { headers: { authorization } }));
};

export function hints(the: Begun): void {
	describe('hints', () => {
		it('say that something changed, on whichever node, and nothing else', async () => {
			await the.begin();
			const noor = await the.joined();
			const node = the.engine === 'postgres' ? the.world.node() : the.ask;
			const response = await open(node, noor);
			expect(response.headers.get('content-type')).toBe('text/event-stream');
			const ear = listening(response);
			for (let i = 0; i < 3; i++) await push(the.ask, the.space, the.awa, asItems([await entry(the.space, the.awa)]));
			await expect.poll(() => ear.said, { timeout: 30_000 }).toContain('data: pull\n\n');
			await ear.leave();
			expect(ear.said.replaceAll('data: pull\n\n', '').replaceAll(': wait\n\n', '')).toBe('');
		});

		it('are one stream a device, and end with its standing', async () => {
			await the.begin();
			const noor = await the.joined();
			const first = listening(await open(the.ask, noor));
			const second = listening(await open(the.ask, noor));
			await first.done;
			expect([first.ended, second.ended]).toEqual([true, false]);
			await append(the.ask, the.space, the.awa, await removal(the.space, the.awa, [noor]));
			await second.done;
			expect(second.said).not.toContain('pull');
			await login(the.ask, the.space.id, noor);
			expect((await open(the.ask, noor)).status).toBe(403);
		});

		it('end when the server does', async () => {
			await the.begin();
			const ear = listening(await open(the.ask, the.awa));
			await the.world.server.close(1000);
			await ear.done;
			expect((await open(the.ask, the.awa)).status).toBe(503);
		});
	});
}
