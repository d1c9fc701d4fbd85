/** A pack of a case as one PDF: its files are read one after the other, pictures drawn anew; nothing of it is on the disk. */
import { PDF_TYPE, type CaseFileLine } from '$lib/casework';
import type { CaseId } from '$lib/domain/case';
import type { Attached, Pack, Place, Section } from '$lib/pdf';
import { drawKept, encodePicture, wipe } from '$lib/platform/picture';
import type { Vault } from '$lib/vault';

interface Asked {
	readonly title: string;
	readonly cover: (starts: readonly number[], places: readonly Place[]) => Section;
	readonly sections: readonly Section[];
	readonly files: readonly CaseFileLine[];
	readonly signal: AbortSignal;
	readonly onProgress: (done: number) => void;
}

/** `null` once it was cancelled. */
export async function makePackOf(vault: Pick<Vault, 'readFile'>, id: CaseId, asked: Asked): Promise<Pack | null> {
	const { files, signal, ...making } = asked;
	const { makePack } = await import('$lib/pdf');
	return makePack({ ...making, signal, attached: files.map((file) => attached(vault, id, file, signal)) });
}

function attached(
	vault: Pick<Vault, 'readFile'>,
	id: CaseId,
	{ file, type }: CaseFileLine,
	signal: AbortSignal
): Attached {
	const kind = type.startsWith('image/') ? 'picture' : type === PDF_TYPE ? 'pdf' : 'other';
	return {
		kind,
		read: async () => {
			const read = await vault.readFile(id, file, { signal });
			if (!read.ok) return null;
			return kind === 'picture' ? redrawn(read.value, type) : read.value;
		}
	};
}

/** What another phone has kept as a picture may be more than its dots. */
async function redrawn(content: Uint8Array<ArrayBuffer>, type: string): Promise<Uint8Array | null> {
	const canvas = document.createElement('canvas');
	const drawn = await drawKept(canvas, content, type);
	const encoded = drawn ? encodePicture(canvas) : null;
	wipe(canvas);
	content.fill(0);
	return encoded?.ok ? encoded.value : null;
}
