/** An unexpected error is shown, never logged: its text could hold what a person typed. */
import type { HandleClientError } from '@sveltejs/kit';

/** Each browser words differently that a part of the app could not be fetched. */
const PART_MISSING = /dynamically imported module|module script failed|unable to preload/i;

export const handleError: HandleClientError = ({ error }) => ({
	message: error instanceof Error && PART_MISSING.test(error.message) ? 'part-missing' : 'unexpected'
});
