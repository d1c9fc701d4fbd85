/** A browser without the curves of WebCrypto and without WebAssembly: modules that are loaded in it do the same in JavaScript. */
import { vi } from 'vitest';

const CURVES = ['Ed25519', 'X25519'];

/** Takes them away; gives the way back. */
export function soften({ curves = true, wasm = true } = {}): () => void {
	const { subtle } = crypto;
	const spies = (['importKey', 'generateKey'] as const).map((name) => {
		const original = subtle[name].bind(subtle) as (...args: unknown[]) => Promise<unknown>;
		return vi.spyOn(subtle, name).mockImplementation(((...args: unknown[]) => {
			const asked = args.some((one) => CURVES.includes(one as string));
			if (curves && asked) return Promise.reject(new DOMException('no such curve here', 'NotSupportedError'));
			return original(...args);
		}) as never);
	});
	const webAssembly = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
	if (wasm) Reflect.deleteProperty(globalThis, 'WebAssembly');
	return () => {
		for (const spy of spies) spy.mockRestore();
		if (webAssembly) Object.defineProperty(globalThis, 'WebAssembly', webAssembly);
	};
}

/** A module loaded anew there; what it is made of has looked around by the time it is handed out. */
export async function softened<T>(load: () => Promise<T>, lacking?: Parameters<typeof soften>[0]): Promise<T> {
	const back = soften(lacking);
	try {
		vi.resetModules();
		const [module, caps] = await Promise.all([load(), import('../../src/lib/crypto/caps.ts')]);
		if (!(await caps.computesRightly())) throw new Error('the stand-ins compute wrongly');
		return module;
	} finally {
		back();
	}
}
