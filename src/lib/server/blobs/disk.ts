/** Parts as files: written beside their name, on the disk, then given it. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileOf, folderOf, type BlobStore } from './names.ts';

export function diskBlobs(root: string): BlobStore {
	let tries = 0;
	return {
		async put(name, bytes) {
			const folder = join(root, folderOf(name.space, name.blob));
			await mkdir(folder, { recursive: true, mode: 0o700 });
			const file = join(folder, fileOf(name));
			const beside = `${file}.${process.pid}.${++tries}`;
			await written(beside, bytes);
			await rename(beside, file);
			await synced(folder);
		},
		async get(name) {
			try {
				return new Uint8Array(await readFile(join(root, folderOf(name.space, name.blob), fileOf(name))));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
				throw error;
			}
		},
		remove: (space, blob) => rm(join(root, folderOf(space, blob)), { recursive: true, force: true })
	};
}

async function written(file: string, bytes: Uint8Array): Promise<void> {
	const handle = await open(file, 'w', 0o600);
	try {
		await handle.writeFile(bytes);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** A name is safe when its folder is. */
async function synced(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
