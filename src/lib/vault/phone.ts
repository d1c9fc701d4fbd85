/** What a phone chooses of its safeguards for itself: never part of what a team shares. */
import { CaseView, VIEWS_MAX } from '$lib/domain/case-view';
import { z } from '$lib/domain/zod';

/** Seconds out of sight until it locks; 0 is at once. */
export const HIDDEN_CHOICES = [0, 30, 60, 120, 300] as const;
/** Minutes without a touch until it locks. */
export const IDLE_CHOICES = [2, 5, 10] as const;

/** `badge`: whether the icon says how many deadlines are near; `views`: named ways to look at the list of cases. */
export const PhoneSettings = z.strictObject({
	hidden: z.literal(HIDDEN_CHOICES),
	idle: z.literal(IDLE_CHOICES),
	badge: z.boolean(),
	views: z.array(CaseView).check(z.maxLength(VIEWS_MAX))
});
export type PhoneSettings = z.infer<typeof PhoneSettings>;
export const PHONE_DEFAULTS: PhoneSettings = { hidden: 30, idle: 5, badge: false, views: [] };
