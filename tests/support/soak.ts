/** `npm run soak` takes the long forms. */
export const SOAK = process.env['SOAK'] !== undefined;

/** Where a whole walk differs by its words alone: both languages in the soak, French in `npm test`. */
export const LANGUAGES: readonly ('fr' | 'en')[] = SOAK ? ['fr', 'en'] : ['fr'];
