/** What the operator's command line may do (`src/tools/operator.ts`). */
export { QUOTAS } from '../quotas.ts';
export { purge } from '../purge.ts';
export { backup, restore } from './backup.ts';
export { check } from './check.ts';
export { newToken, quotasFor, setQuotas, spacesOf } from './spaces.ts';
