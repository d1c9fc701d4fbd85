import 'vite-plugin-pwa/info';
import '@vite-pwa/sveltekit';

declare global {
	namespace App {}
}

export {};
