/** The screening under way: plain memory, emptied by quick exit, lock and "start over". No address, history or storage knows it. */
import {
	answerTo,
	explain,
	GATE,
	modeOf,
	offersEmergency,
	saveObstacle,
	steps,
	type Answer,
	type Answers,
	type Form,
	type Gate,
	type GateTick,
	type ItemId,
	type Mode,
	type SaveObstacle,
	type ScreeningResult,
	type Step
} from '$lib/screening';
import { onForget } from './session.svelte.ts';
import { underWay } from './under-way.svelte.ts';

/** What stands on the screen: the gate, a step of the way, or one of the pages beside it. */
export type View = 'gate' | 'step' | 'list' | 'result' | 'rights';

/** Where one stands: what the phone's back button returns to. */
export interface Place {
	readonly view: View;
	/** Only of the view of that name. */
	readonly step: Step | null;
}

export const WHEN = ['today', 'before'] as const;
export const SOURCE = ['said', 'seen', 'paper'] as const;

/** Second tap on a point, optional, never scored and never handed on. */
interface Note {
	readonly when?: (typeof WHEN)[number] | undefined;
	readonly source?: (typeof SOURCE)[number] | undefined;
}

export const REMINDERS = ['wants', 'contact', 'rights', 'card'] as const;
export type Reminder = (typeof REMINDERS)[number];

const CLOSED: Gate = { alone: false, language: false, purpose: false, secrecy: false, agreement: false };

class Screening {
	gate = $state.raw<Gate>(CLOSED);
	answers = $state.raw<Answers>({});
	forms = $state.raw<readonly Form[]>([]);
	concern = $state(false);
	notes = $state.raw<Readonly<Partial<Record<ItemId, Note>>>>({});
	reminders = $state.raw<readonly Reminder[]>([]);
	view = $state<View>('gate');
	/** The places gone through, by the number under which the browser's history knows them; read by the screen alone. */
	readonly trail = new Map<number, Place>();
	/** Where "back to the screening" leads from the rights card. */
	#before: View = 'gate';
	#step = $state<Step>('closing');

	readonly mode: Mode = $derived(modeOf(this.gate));
	readonly path: readonly Step[] = $derived(steps(this.mode, this.answers, this.forms));
	readonly result: ScreeningResult = $derived(
		explain({ answers: this.answers, forms: this.forms, concern: this.concern })
	);
	readonly obstacle: SaveObstacle | null = $derived(saveObstacle(this.gate, this.result));

	/** Nothing has been said or ticked yet. */
	get isFresh(): boolean {
		return this.view === 'gate' && this.unticked.length === GATE.length && Object.keys(this.answers).length === 0;
	}

	/** A step that is no longer on the path (its form was unticked) gives way to the closing page. */
	get step(): Step {
		return this.path.includes(this.#step) ? this.#step : 'closing';
	}

	get place(): Place {
		return { view: this.view, step: this.view === 'step' ? this.step : null };
	}

	/** The step on the screen was answered in a way that offers the emergency sheet. */
	get offersEmergency(): boolean {
		const step = this.step;
		return step !== 'forms' && step !== 'closing' && offersEmergency(step, answerTo(this.answers, step));
	}

	/** From 1; for the progress bar only. */
	get position(): number {
		return this.path.indexOf(this.step) + 1;
	}

	get unticked(): readonly GateTick[] {
		return GATE.filter((tick) => !this.gate[tick]);
	}

	tick(tick: GateTick, on: boolean): void {
		this.gate = { ...this.gate, [tick]: on };
	}

	/** Opens what the gate allows. */
	begin(): void {
		const [first] = this.path;
		if (first) this.goTo(first);
		else this.show('rights');
	}

	goTo(step: Step): void {
		this.#step = step;
		this.view = 'step';
	}

	next(): void {
		const following = this.path[this.position];
		if (following) this.goTo(following);
		else this.view = 'result';
	}

	previous(): void {
		const preceding = this.path[this.position - 2];
		if (preceding) this.goTo(preceding);
		else this.view = 'gate';
	}

	/** Back to a place once left; to the gate where it no longer opens. */
	return(place: Place): void {
		const closed = this.path.length === 0 && place.view !== 'rights';
		if (place.step) this.#step = place.step;
		this.view = closed ? 'gate' : place.view;
	}

	show(view: View): void {
		if (view === 'rights' && this.view !== 'rights') this.#before = this.view;
		this.view = view;
	}

	leaveRights(): void {
		this.view = this.#before;
	}

	answer(id: ItemId, answer: Answer): void {
		this.answers = { ...this.answers, [id]: answer };
	}

	note(id: ItemId, note: Note): void {
		this.notes = { ...this.notes, [id]: note };
	}

	toggleForm(form: Form, on: boolean): void {
		this.forms = toggled(this.forms, form, on);
	}

	remind(reminder: Reminder, on: boolean): void {
		this.reminders = toggled(this.reminders, reminder, on);
	}

	forget(): void {
		this.gate = CLOSED;
		this.answers = {};
		this.forms = [];
		this.concern = false;
		this.notes = {};
		this.reminders = [];
		this.trail.clear();
		this.view = 'gate';
		this.#before = 'gate';
		this.#step = 'closing';
	}
}

function toggled<T>(list: readonly T[], one: T, on: boolean): readonly T[] {
	const rest = list.filter((other) => other !== one);
	return on ? [...rest, one] : rest;
}

export const screening = new Screening();
onForget(() => {
	screening.forget();
});
underWay.watch(() => screening.view !== 'gate' || Object.keys(screening.answers).length > 0);
