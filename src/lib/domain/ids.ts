import { z } from './zod.ts';

/** 16 random bytes as 22 characters of base64url. */
const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));

export const CaseId = Id.brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;
