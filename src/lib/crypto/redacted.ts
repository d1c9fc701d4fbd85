const held = new WeakMap<object, unknown>();

/** Holds a secret that logs, messages and JSON show as `<redacted>`. Opened only by {@link reveal}. */
export class Redacted<T> {
	constructor(value: T) {
		held.set(this, value);
	}

	toString(): string {
		return '<redacted>';
	}

	toJSON(): string {
		return '<redacted>';
	}

	get [Symbol.toStringTag](): string {
		return '<redacted>';
	}
}

/** The one way to read a redacted value. */
export function reveal<T>(secret: Redacted<T>): T {
	return held.get(secret) as T;
}
