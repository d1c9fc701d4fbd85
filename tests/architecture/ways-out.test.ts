/** Of cases, what leaves the phone in clear leaves through one screen. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
const VAULT = 'src/{routes/(vault),lib/{state/vault,casework,vault}}/**/*.{ts,svelte}';
/** Sealed files; a recovery code and an invitation, which are no case. */
const SEALED = new Set([
	'src/routes/(vault)/team/save.ts',
	'src/routes/(vault)/settings/backup/+page.svelte',
	'src/routes/(vault)/settings/recovery/+page.svelte',
	'src/routes/(vault)/team/add/InvitationCard.svelte'
]);
const GATEWAY = 'src/routes/(vault)/cases/[id]/out/WayOut.svelte';
const OUT = /platform\/save-file|saveFile\(|window\.print\(|\.download\s*=|navigator\.share|clipboard|platform\/copy/;

it('nothing of a case is saved, printed, shared or copied but by the gateway', () => {
	const files = globSync(VAULT, { cwd: ROOT });
	expect(files.length).toBeGreaterThan(100);
	const ways = files.filter((file) => !file.endsWith('.test.ts') && OUT.test(readFileSync(ROOT + file, 'utf8')));
	expect(ways).toContain(GATEWAY);
	expect(ways.filter((file) => file !== GATEWAY && !SEALED.has(file))).toEqual([]);
});
