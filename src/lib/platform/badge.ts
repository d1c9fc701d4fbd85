/** A number on the icon of the installed app, where the browser has that (W3C Badging API). */
export function canBadge(): boolean {
	return 'setAppBadge' in navigator;
}

/** 0 takes it away. What the system refuses is not worth a word: the number is on the screen as well. */
export async function setBadge(n: number): Promise<void> {
	if (!canBadge()) return;
	try {
		await (n > 0 ? navigator.setAppBadge(n) : navigator.clearAppBadge());
	} catch {
		return;
	}
}
