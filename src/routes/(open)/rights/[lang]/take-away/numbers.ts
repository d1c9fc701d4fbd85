/** The numbers that may go on paper: those of the emergency sheet, each read in the law or on an official page. */
import { NUMBERS } from '$lib/ui/emergency/numbers';

/** `hand` leaves a line to write a number on, with the person. */
export const BY_HAND = 'hand';

export const ON_PAPER: readonly string[] = NUMBERS.map(({ id }) => id);
