/** Puts the page on paper; resolves once the phone is through with it. Some browsers only begin within the call. */
export function printPage(): Promise<void> {
	return new Promise((resolve) => {
		addEventListener(
			'afterprint',
			() => {
				resolve();
			},
			{ once: true }
		);
		window.print();
	});
}
