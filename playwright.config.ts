import { defineConfig } from '@playwright/test';
import { QUIET } from './tests/support/quiet.ts';

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
			args: QUIET
		}
	}
});
