/** Checks that no attack can miss, each with why: another one, asked before or after it, says the same. */
export const EQUIVALENT: readonly { readonly file: string; readonly text: string; readonly why: string }[] = [];
