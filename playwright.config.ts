import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: 'tests',
	testMatch: ['e2e/**/*.spec.ts', 'faults/**/*.spec.ts'],
	outputDir: 'test-results',
	workers: 2,
	fullyParallel: false,
	timeout: 120_000,
	// What is waited for comes at once on a machine at rest; two busy cores may take their time.
	expect: { timeout: 20_000 },
	reporter: [['list']],
	use: {
		locale: 'fr-FR',
		viewport: { width: 360, height: 640 },
		launchOptions: {
			executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run'
			]
		}
	}
});
