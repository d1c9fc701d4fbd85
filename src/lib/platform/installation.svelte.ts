/** How this page runs: as an installed app, in a tab, and whether the browser offers to install it. */

/** Chromium's event, absent from the DOM library. */
interface InstallPromptEvent extends Event {
	prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

function isStandalone(): boolean {
	return (
		matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true)
	);
}

/** iPhone or iPad, where a tab and the installed app keep separate stores. */
function isIos(): boolean {
	return (
		/iPad|iPhone|iPod/.test(navigator.userAgent) ||
		(navigator.userAgent.includes('Mac') && navigator.maxTouchPoints > 1)
	);
}

/** On iOS outside the installed app, cases made in the tab would not follow into it. */
export function casesWouldStayInTab(): boolean {
	return isIos() && !isStandalone();
}

class Installation {
	#offer = $state.raw<InstallPromptEvent | null>(null);

	get offered(): boolean {
		return this.#offer !== null;
	}

	/** Keeps the browser's offer for the moment the worker asks for it. */
	watch(): () => void {
		const keep = (event: Event) => {
			event.preventDefault();
			this.#offer = event as InstallPromptEvent;
		};
		const done = () => {
			this.#offer = null;
		};
		addEventListener('beforeinstallprompt', keep);
		addEventListener('appinstalled', done);
		return () => {
			removeEventListener('beforeinstallprompt', keep);
			removeEventListener('appinstalled', done);
		};
	}

	async install(): Promise<void> {
		const offer = this.#offer;
		this.#offer = null;
		await offer?.prompt();
	}
}

export const installation = new Installation();
