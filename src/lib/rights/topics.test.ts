import { expect, test } from 'vitest';
import english from '$messages/rights/en.json';
import french from '$messages/rights/fr.json';
import topicsEn from '$messages/topics/en.json';
import topicsFr from '$messages/topics/fr.json';

test.each([
	['fr', french, topicsFr],
	['en', english, topicsEn]
])('in %s the interface names the topics as the pack does', (_, pack, names) => {
	const titles = Object.entries(pack.topics).map(([id, { title }]) => [id, title]);
	expect(names).toMatchObject(Object.fromEntries(titles));
});
