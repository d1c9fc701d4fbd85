/** Hands a file to the browser, which saves it where the user saves things; its name says nothing about a person. */
export function saveFile(name: string, type: string, content: BlobPart): void {
	const address = URL.createObjectURL(new Blob([content], { type }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	// Some browsers fetch it only after this turn.
	setTimeout(() => {
		URL.revokeObjectURL(address);
	}, 60_000);
}
