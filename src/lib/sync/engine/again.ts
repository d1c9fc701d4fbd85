/**
 * How often a server that says it has lost something is given it again (`docs/protocol.md`, 9.2): a few times at once, since it may
 * take some to find out all that it has lost; then less and less often. One that says so for ever costs little.
 */
const AT_ONCE = 6;
const FIRST_MS = 60_000;
const LONGEST_MS = 6 * 3_600_000;
const FORGOTTEN_MS = 24 * 3_600_000;

export class GivenAgain {
	#times = 0;
	#at = 0;

	/** Times are milliseconds since 1970. A clock that was put back must not keep it waiting. */
	isDue(now: number): boolean {
		const pause = this.#times < AT_ONCE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.#times - AT_ONCE));
		return now < this.#at || now - this.#at >= pause;
	}

	given(now: number): void {
		this.#times = now - this.#at > FORGOTTEN_MS ? 1 : this.#times + 1;
		this.#at = now;
	}
}
