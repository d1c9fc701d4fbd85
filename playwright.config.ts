import { defineConfig } from '@playwright/test';
import { BROWSER, freePort } from './tests/support/app.ts';
import { QUIET } from './tests/support/quiet.ts';

/** Read again by each worker, which has the environment of the first. */
const port = (process.env['RUNNING'] ??= String(await freePort()));

export default defineConfig({
	testDir: 'tests',
	testMatch: ['{e2e,faults,attacks}/**/*.spec.ts'],
	outputDir: 'test-results',
	workers: 2,
	fullyParallel: false,
	timeout: 120_000,
	// What is waited for comes at once on a machine at rest; two busy cores may take their time.
	expect: { timeout: 20_000 },
	reporter: [['list']],
	webServer: {
		command: `"${process.execPath}" src/tools/serve.ts`,
		env: { PORT: port, DATA: 'test-results/data' },
		url: `http://localhost:${port}/api/v1/health`,
		reuseExistingServer: false
	},
	use: {
		locale: 'fr-FR',
		viewport: { width: 360, height: 640 },
		launchOptions: {
			executablePath: BROWSER,
			args: QUIET
		}
	}
});
