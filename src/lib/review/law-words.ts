/** The words of every rule in French and English, whatever the language of the interface: a jurist reads both. */
import type { RuleTexts } from './hashes.ts';

const files = import.meta.glob<{ readonly rules: RuleTexts['fr'] }>('/messages/law/*.json', { import: 'default' });

export async function loadRuleTexts(): Promise<RuleTexts> {
	const [fr, en] = await Promise.all(
		(['fr', 'en'] as const).map(async (name) => {
			const file = files[`/messages/law/${name}.json`];
			if (!file) throw new Error(`no words of law in ${name}`);
			return (await file()).rules;
		})
	);
	if (!fr || !en) throw new Error('no words of law');
	return { fr, en };
}
