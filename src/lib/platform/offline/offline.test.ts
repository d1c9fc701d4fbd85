import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byPath, sourceOf } from './answer.ts';
import { CopyIncomplete, fill, requestFor, type FillTools } from './fill.ts';
import { keyOf, type PrecacheEntry } from './manifest.ts';
import { CACHE, succeed, takeCharge } from './versions.ts';

const ORIGIN = 'https://repit.test';

const entry = (url: string, bytes = url): PrecacheEntry => ({
	url,
	revision: 'aaaaaa',
	integrity: `sha256-${btoa(bytes.padEnd(32)).slice(0, 43)}=`
});
const ENTRIES = ['/', '/shell', '/permit', '/_app/immutable/chunks/a.js', '/_app/immutable/chunks/b.js'].map((url) =>
	entry(url)
);

/** The four calls the copy makes of a cache, on a map. */
class Shelf {
	readonly held = new Map<string, string>();
	full = false;
	keys(): Promise<Request[]> {
		return Promise.resolve([...this.held.keys()].map((url) => new Request(url)));
	}
	async put(key: RequestInfo | URL, response: Response): Promise<void> {
		if (this.full) throw new DOMException('no room', 'QuotaExceededError');
		this.held.set(urlOf(key), await response.text());
	}
	match(key: RequestInfo | URL): Promise<Response | undefined> {
		const text = this.held.get(urlOf(key));
		return Promise.resolve(text === undefined ? undefined : new Response(text));
	}
	delete(key: RequestInfo | URL): Promise<boolean> {
		return Promise.resolve(this.held.delete(urlOf(key)));
	}
}
const urlOf = (key: RequestInfo | URL) => (key instanceof Request ? key.url : String(key));

const basic = (text: string, status = 200) =>
	Object.defineProperty(new Response(text, { status }), 'type', { value: 'basic' });

function tools(fetch: (url: string) => Response | null, seen: string[] = []): FillTools & { waits: number[] } {
	const waits: number[] = [];
	return {
		waits,
		fetch(request) {
			seen.push(new URL(request.url).pathname);
			const response = fetch(request.url);
			return response ? Promise.resolve(response) : Promise.reject(new TypeError('Failed to fetch'));
		},
		wait: (ms) => {
			waits.push(ms);
			return Promise.resolve();
		},
		chance: () => 0.5,
		progress: () => undefined
	};
}

describe('filling the copy', () => {
	it('asks again for what was dropped, waiting longer each time', async () => {
		const shelf = new Shelf();
		let drops = 4;
		const around = tools((url) => (url.endsWith('a.js') && drops-- > 0 ? null : basic(url)));
		await fill(shelf, ENTRIES, ORIGIN, around);
		expect(shelf.held.size).toBe(ENTRIES.length);
		expect(around.waits).toEqual([300, 600, 1200, 2400]);
	});

	it('keeps what arrived when it fails, and next time asks only for the rest', async () => {
		await fc.assert(
			fc.asyncProperty(fc.subarray(ENTRIES.map(({ url }) => url)), async (lost) => {
				const shelf = new Shelf();
				const first = fill(
					shelf,
					ENTRIES,
					ORIGIN,
					tools((url) => (lost.includes(new URL(url).pathname) ? null : basic(url)))
				);
				if (lost.length > 0) await expect(first).rejects.toBeInstanceOf(CopyIncomplete);
				else await first;
				expect(shelf.held.size).toBe(ENTRIES.length - lost.length);

				const asked: string[] = [];
				await fill(shelf, ENTRIES, ORIGIN, tools(basic, asked));
				expect(asked.sort()).toEqual([...lost].sort());
				expect(shelf.held.size).toBe(ENTRIES.length);
			})
		);
	});

	it('keeps no error page and no redirected answer', async () => {
		for (const bad of [() => basic('gone', 404), () => basic('broken', 503), () => new Response('opaque')]) {
			const shelf = new Shelf();
			await expect(fill(shelf, ENTRIES, ORIGIN, tools(bad))).rejects.toMatchObject({ reason: 'network' });
			expect(shelf.held.size).toBe(0);
		}
	});

	it('stops soon when the network is gone', async () => {
		const many = Array.from({ length: 100 }, (_, index) => entry(`/${index}`));
		const asked: string[] = [];
		await expect(
			fill(
				new Shelf(),
				many,
				ORIGIN,
				tools(() => null, asked)
			)
		).rejects.toMatchObject({
			reason: 'network',
			missing: 100
		});
		expect(asked.length).toBeLessThan(5 * (12 + 4));
		expect(new Set(asked).size).toBeGreaterThan(50); // each round begins with what the one before did not reach
	});

	it('says when the phone is full', async () => {
		const shelf = new Shelf();
		shelf.full = true;
		await expect(fill(shelf, ENTRIES, ORIGIN, tools(basic))).rejects.toMatchObject({ reason: 'storage' });
	});

	it('has the browser prove the bytes, refuse redirects, and go past its own cache after a failure', () => {
		const hashed = entry('/_app/immutable/chunks/a.js');
		for (const lostBefore of [false, true]) {
			const request = requestFor(hashed, ORIGIN, { lostBefore });
			expect(request.integrity).toBe(hashed.integrity);
			expect(request.redirect).toBe('error');
			expect(request.cache).toBe(lostBefore ? 'reload' : 'no-cache');
		}
	});
});

describe('the version in charge', () => {
	const all = (...urls: string[]) => urls.map((url) => entry(url));
	const filled = async (shelf: Shelf, entries: PrecacheEntry[]) => {
		await fill(shelf, entries, ORIGIN, tools(basic));
		return takeCharge(shelf, entries, ORIGIN);
	};
	const paths = (shelf: Shelf) =>
		[...shelf.held.keys()].map((url) => new URL(url).pathname).filter((path) => !path.startsWith('/.'));

	it('keeps the files of the version before, for the tab that still runs it, and nothing older', async () => {
		const shelf = new Shelf();
		expect(await filled(shelf, all('/same', '/one'))).toBe(true);
		expect(await filled(shelf, all('/same', '/two'))).toBe(false);
		expect(paths(shelf).sort()).toEqual(['/one', '/same', '/two']);
		await filled(shelf, all('/same', '/three'));
		expect(paths(shelf).sort()).toEqual(['/same', '/three', '/two']);
	});

	it('does not count itself as the version before', () => {
		const before = { current: ['b'], previous: ['a'] };
		expect(succeed(before, ['b'])).toEqual(before);
		expect(succeed(before, ['c'])).toEqual({ current: ['c'], previous: ['b'] });
	});

	it('starts anew from a damaged record', async () => {
		const shelf = new Shelf();
		await filled(shelf, all('/one'));
		for (const damaged of ['', '{', '[]', '{"current":[1],"previous":[]}']) {
			shelf.held.set(`${ORIGIN}/.offline/versions`, damaged);
			expect(await takeCharge(shelf, all('/one'), ORIGIN)).toBe(true);
			expect(paths(shelf)).toEqual(['/one']);
		}
	});

	it('has one name for one file, and another as soon as its bytes or its headers change', () => {
		const one = entry('/x');
		expect(keyOf({ ...one })).toBe(keyOf(one));
		expect(keyOf({ ...one, revision: 'bbbbbb' })).not.toBe(keyOf(one));
		expect(keyOf(entry('/x', 'other'))).not.toBe(keyOf(one));
		expect(CACHE).toMatch(/-\d+$/);
	});
});

describe('where an answer comes from', () => {
	const known = byPath(ENTRIES);
	const ask = (path: string, mode = 'navigate', method = 'GET', origin = ORIGIN) =>
		sourceOf({ url: origin + path, mode, method }, ORIGIN, known);

	it('is the page itself where the copy has it, else the shell', () => {
		expect(ask('/permit')).toMatchObject({ entry: { url: '/permit' } });
		expect(ask('/permit?from=home')).toMatchObject({ entry: { url: '/permit' } });
		for (const path of ['/law/l425-1', '/cases/abc', '/nowhere', '/permit/'])
			expect(ask(path)).toMatchObject({ entry: { url: '/shell' } });
	});

	it('is the version before for code this one no longer has', () => {
		expect(ask('/_app/immutable/chunks/a.js', 'cors')).toMatchObject({ from: 'entry' });
		expect(ask('/_app/immutable/chunks/old.js', 'cors')).toEqual({ from: 'earlier' });
	});

	it('is the network for the server’s part, other origins and anything but reading', () => {
		expect(ask('/api/health')).toEqual({ from: 'network' });
		expect(ask('/permit', 'navigate', 'POST')).toEqual({ from: 'network' });
		expect(ask('/permit', 'cors', 'GET', 'https://elsewhere.test')).toEqual({ from: 'network' });
		expect(ask('/_app/version.json', 'cors')).toEqual({ from: 'network' });
	});
});
