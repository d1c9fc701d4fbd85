import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextUpdateState, retryDelay, START, type UpdateEvent, type UpdateState } from './update-state.ts';

const EVENTS: UpdateEvent[] = [
	'no-service-worker',
	'registered',
	'install-failed',
	'activated',
	'update-waiting',
	'accepted',
	'controller-changed'
];
const run = (events: readonly UpdateEvent[], from: UpdateState = START) => events.reduce(nextUpdateState, from);

describe('the offline copy', () => {
	it('is ready once the first install is activated', () => {
		expect(run(['registered', 'activated'])).toEqual({ kind: 'ready' });
	});

	it('counts the tries of a cut first install', () => {
		expect(run(['install-failed', 'install-failed'])).toEqual({ kind: 'installing', attempt: 3 });
	});

	it('keeps the working version when an update fails to install', () => {
		expect(run(['activated', 'install-failed'])).toEqual({ kind: 'ready' });
	});

	it('waits for the worker before a new version takes over', () => {
		expect(run(['activated', 'update-waiting'])).toEqual({ kind: 'waiting' });
		expect(run(['activated', 'update-waiting', 'accepted'])).toEqual({ kind: 'taking-over' });
	});

	it('never takes over by itself, whatever the order of events', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...EVENTS.filter((event) => event !== 'accepted'))), (events) => {
				expect(run(events).kind).not.toBe('taking-over');
			})
		);
	});

	it('always ends ready when the controller has changed, unless unsupported', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
				const end = nextUpdateState(run(events), 'controller-changed');
				expect(['ready', 'unsupported']).toContain(end.kind);
			})
		);
	});

	it('waits longer between tries, half a minute at most', () => {
		expect([2, 3, 4, 5, 6, 7, 8].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	});
});
