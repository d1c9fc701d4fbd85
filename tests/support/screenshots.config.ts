import { defineConfig } from '@playwright/test';

export default defineConfig({ testDir: '.', testMatch: 'screenshots.spec.ts', outputDir: '../../test-results' });
