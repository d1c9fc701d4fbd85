/** What the log may say of an error: its own name and code, never its message, which may have values in it. */

/** The database is not to be had just now: another try may find it. */
const BUSY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P03', '53300', '40001', '40P01']);
const SQLITE_BUSY = 5;

export function nameOf(error: unknown): { readonly name: string; readonly busy: boolean } {
	if (!(error instanceof Error)) return { name: 'unknown', busy: false };
	const { code, errcode } = error as { code?: unknown; errcode?: unknown };
	const said = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` ${code}` : '';
	const number = typeof errcode === 'number' ? ` ${errcode}` : '';
	const busy =
		(typeof code === 'string' && BUSY.has(code)) ||
		(typeof errcode === 'number' && (errcode & 0xff) === SQLITE_BUSY) ||
		/^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message);
	return { name: `${error.name}${said}${number}`, busy };
}

/** One line for the operator, when the server could not be started. */
export function startFault(error: unknown): string {
	const words = error instanceof Error && /^the database is/.test(error.message) ? error.message : null;
	return words ?? `the database could not be opened (${nameOf(error).name})`;
}
