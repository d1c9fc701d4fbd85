/** Expected failures are values: `ok` carries what was asked for, `fail` a reason the caller must handle. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): Result<T, never> {
	return { ok: true, value };
}

export function fail<E>(error: E): Result<never, E> {
	return { ok: false, error };
}

/** Ends a `switch` that names every case; reaching it is a broken invariant. */
export function assertNever(value: never): never {
	throw new Error(`unreachable: ${String(value)}`);
}
