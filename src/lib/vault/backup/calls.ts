/** What the page may ask about backups, as it goes to the Worker; checked on arrival. */
import { z } from '$lib/domain/zod';
import { LASTS } from './types.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const upTo = (most: number) => z.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= most);
/** The file itself is looked at by its own limit, which has its own words. */
const file = z.custom<Bytes>((value) => value instanceof Uint8Array);
/** In its one form already (`crypto/passphrase.ts`). */
const words = upTo(4096);
const text = z.string().check(z.maxLength(20_000));

export const BackupCall = z.discriminatedUnion('ask', [
	z.object({ ask: z.literal('state') }),
	z.object({
		ask: z.literal('make'),
		to: z.union([z.object({ words }), z.object({ keys: text })]),
		days: z.literal(LASTS)
	}),
	z.object({ ask: z.literal('check'), keys: text }),
	z.object({ ask: z.literal('asks'), file }),
	z.object({ ask: z.literal('look'), file, by: z.union([z.object({ words }), z.object({ identity: text })]) }),
	z.object({ ask: z.literal('restore') }),
	z.object({ ask: z.literal('drop') })
]);
export type BackupCall = z.infer<typeof BackupCall>;
