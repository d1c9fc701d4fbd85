/** Every address of the app and the beginning of its heading in French; a new page is added here and meets every check. */
import { RULES } from '../../src/lib/law/sources/index.ts';

export const ADDRESSES: readonly (readonly [path: string, heading: RegExp])[] = [
	['/', /^Répit/],
	['/screen', /^Repérage/],
	['/permit', /titre de séjour/i],
	['/urgent', /OQTF/],
	['/law', /^La loi/],
	[`/law/${RULES[0]?.id ?? ''}`, /^(?!.*introuvable)./],
	['/about', /^À propos/],
	['/about/security', /^Sécurité/],
	['/requisition', /^Police/],
	['/voices', /^Les voix/],
	['/review/fr/voice', /^Enregistrer une voix/],
	['/review', /^Relecture/],
	['/review/ar', /^Relecture/],
	['/review/law', /^Relecture/],
	['/calendar', /^\S+ \d{4}$/],
	['/cases', /Dossiers/],
	['/cases/new', /./],
	['/cases/0123456789abcdefghijkl', /Dossier/]
];
