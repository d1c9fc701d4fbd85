/**
 * The Chromium that npm carries, for machines without one, is a shell: it never hides a page, keeps no history, and has no
 * process of its own for databases. What needs one of these is left out there, and says so (src/tools/browser.mjs).
 */
export const SHELL = process.env['CHROMIUM_SHELL'] === '1';
