/** Of every field that is written into: the phone is asked not to learn it, correct it, check it, offer it again or translate it. */
export const QUIET = {
	autocomplete: 'off',
	autocorrect: 'off',
	autocapitalize: 'none',
	spellcheck: false,
	translate: 'no'
} as const;
