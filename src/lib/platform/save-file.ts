/** Hands bytes to the phone as a file, under a name that says nothing about a person. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string): void {
	const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	// Some browsers fetch it only after this turn.
	setTimeout(() => {
		URL.revokeObjectURL(address);
	}, 60_000);
}
