/** Languages offered for a case, by BCP 47 tag, in no order: the screen sorts them by name. Others can be added here. */
export const LANGUAGES: readonly string[] = (
	'fr en pcm bin ro ar ary arq pt-BR es-419 zh-Hans bg bn uk sq fuf bm dyu wo snk ln vi sr bs rmn ht ru ps prs sus mnk ' +
	'ti am tr ur tl ta ka gn yo ha so hi pa apd ig ak ff kab ku hy es pt ne si th id km lo it pl cs sk hu sw mg fa mn srn'
).split(' ');

/** Codes of a case for a person without nationality, and for one whose nationality is not known. */
export const STATELESS = 'XS';
export const NATIONALITY_UNKNOWN = 'XX';
