/** A new key, for exactly the devices that stand. */
import { keyOf } from '../team.ts';
import { isAdmin, type Rule } from '../rule.ts';

/** SHA-256 of CBOR `[]`: epoch 1 has no envelopes (`docs/formats.md`). */
const NO_ENVELOPES = 'dr6LUo0Adfeq6Y1vpXptPIOuSAqEaeZo17CvlomVrHE';

export const epoch: Rule<'epoch'> = {
	may: (team, signed) => team.due === signed.by || isAdmin(signed),

	apply(team, { frame, body, by }) {
		const [n, hash] = body.head;
		const follows = body.epoch === team.epochs.length + 1 && n === frame.n - 1 && keyOf(hash) === team.places.at(-1);
		const first = body.epoch === 1;
		if (!follows || (first && (body.link !== null || keyOf(body.envelopes) !== NO_ENVELOPES))) return 'broken-rule';
		const { commit, envelopes, link } = body;
		return { ...team, due: null, epochs: [...team.epochs, { commit, envelopes, link, n: frame.n, by }] };
	}
};
