/** Under this name a page asks the browser to send the courier, once there is a network. It says nothing of anybody. */
export const ERRAND = 'repit';
/** Vaults that have a courier share it while they are unlocked; a courier has it alone while it works. */
const COURIER_LOCK = 'repit-courier';

/** Of one vault of this phone, from 1. */
export function courierLockOf(vault: number): string {
	return vault === 1 ? COURIER_LOCK : `${COURIER_LOCK}-${vault}`;
}
