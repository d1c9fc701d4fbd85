/**
 * In the place of `hash-wasm` where vaults are opened by the hundred: Argon2id by OpenSSL, and once for each question, since tests
 * open the same few vaults again and again. `tests/vectors/` and `src/lib/crypto/` run what ships.
 */
import type { IArgon2Options } from 'hash-wasm';
import { argon2 } from 'node:crypto';
import { createRequire } from 'node:module';

const shipped = createRequire(import.meta.url)('hash-wasm') as typeof import('hash-wasm');
export const createSHA256 = shipped.createSHA256;

const answers = new Map<string, Promise<Uint8Array>>();

export async function argon2id(asked: IArgon2Options & { readonly outputType: 'binary' }): Promise<Uint8Array> {
	const { password, salt, iterations, parallelism, memorySize, hashLength } = asked;
	const message = Buffer.from(password as Uint8Array);
	const nonce = Buffer.from(salt as Uint8Array);
	const question = [message.toString('hex'), nonce.toString('hex'), iterations, parallelism, memorySize, hashLength];
	const known = answers.get(question.join());
	const answer =
		known ?? computed({ message, nonce, parallelism, tagLength: hashLength, memory: memorySize, passes: iterations });
	answers.set(question.join(), answer);
	return (await answer).slice();
}

function computed(parameters: Parameters<typeof argon2>[1]): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		argon2('argon2id', parameters, (error, key) => {
			if (error) reject(error);
			else resolve(new Uint8Array(key));
		});
	});
}
