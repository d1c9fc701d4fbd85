/** Stretches the words and signs: a second of work that must not freeze a page. One request, one answer; the page ends it. */
import { hasArgon2id, hasEd25519 } from '$lib/crypto/caps';
import { writeReview } from './file.ts';
import { checkCode, reviewerKey } from './key.ts';
import type { Asked, Answered } from './signing-messages.ts';

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => void answer(data));

async function answer({ words, content }: Asked): Promise<void> {
	const reply = (message: Answered) => {
		self.postMessage(message);
	};
	try {
		if (!(await hasEd25519()) || !(await hasArgon2id())) {
			reply({ kind: 'unable' });
			return;
		}
		const { publicKey, signingKey } = await reviewerKey(words);
		reply({
			kind: 'signed',
			text: await writeReview(content, publicKey, signingKey),
			code: await checkCode(publicKey)
		});
	} catch {
		reply({ kind: 'unable' });
	}
}
