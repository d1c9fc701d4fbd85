/** What the vault says of a team, as the components of `ui/team` take it. */
import type { DeviceView, OutboxItemView } from '$lib/ui/team/views';
import type { Circle, TeamView } from '$lib/vault';

/** Those of the team first, this phone before all; the words from the list of the interface. */
export function devicesOf(
	{ devices }: TeamView,
	tag: string,
	seenBy: (device: string, seq: number) => DeviceView['seenBy']
): readonly DeviceView[] {
	const list = tag === 'en' ? 'en' : 'fr';
	const rank = ({ own, active }: { readonly own: boolean; readonly active: boolean }) => (own ? 0 : active ? 1 : 2);
	return devices
		.map(({ memberName, words, ...device }) => ({
			...device,
			member: memberName,
			words: words[list],
			seenBy: device.active ? seenBy(device.id, device.spoken) : null
		}))
		.sort((a, b) => rank(a) - rank(b));
}

export function itemsOf({ unsent }: Pick<TeamView, 'unsent'>): readonly OutboxItemView[] {
	return unsent.items.flatMap(({ state, ...run }) =>
		state === 'gone' || state === 'passed' ? [] : [{ ...run, state }]
	);
}

/** Who is in a circle, this person last. */
export function whoIn({ members }: Pick<Circle, 'members'>, someone: string, own: string): string {
	const others = members.filter((member) => !member.own).map(({ name }) => name ?? someone);
	return [...others.sort(), ...(members.some((member) => member.own) ? [own] : [])].join(', ');
}
