/** Parts of files, on the disk or in an S3-compatible store. */
import type { Config } from '../config.ts';
import { diskBlobs } from './disk.ts';
import type { BlobStore } from './names.ts';
import { s3Blobs } from './s3.ts';

export function blobStore(config: Config['blobs']): BlobStore {
	return 's3' in config ? s3Blobs(config.s3) : diskBlobs(config.folder);
}
