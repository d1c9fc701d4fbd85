/** Names of persons and phones in a team: first names or nicknames, nothing that needs more room. */
export const NAME_MAX = 40;

/** A name as it is kept; `null` where it cannot be. */
export function tidyName(typed: string): string | null {
	const name = typed.trim().replaceAll(/\s+/g, ' ');
	return name === '' || name.length > NAME_MAX ? null : name;
}
