// `npm run law`: the command itself is law.ts; what Node makes of its modules is kept, so that the next run starts at once.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache?.(fileURLToPath(new URL('../../node_modules/.cache/repit/law', import.meta.url)));
await import('./law.ts');
