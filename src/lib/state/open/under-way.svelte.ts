/**
 * What a reload would interrupt or lose: an interview, a screening, a case being edited, answers on their way to a case.
 * Screens say it by their address; memory that outlives its screen says it for itself.
 */
import { handover } from './handover.svelte.ts';

const WORK = /^\/(screen|permit|urgent|cases\/.+|review)(\/|$)/;

class UnderWay {
	#holders = $state.raw<readonly (() => boolean)[]>([]);

	/** Registers a piece of memory; `holds` is read reactively. */
	watch(holds: () => boolean): void {
		this.#holders = [...this.#holders, holds];
	}

	/** Whether something is under way while the screen shows `path`. */
	at(path: string): boolean {
		return WORK.test(path) || Object.keys(handover.waiting).length > 0 || this.#holders.some((holds) => holds());
	}
}

export const underWay = new UnderWay();
