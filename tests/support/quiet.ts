/** How every browser of the tests is started. */

/** What Playwright turns off by itself: of two such switches Chromium reads only the last. */
const PLAYWRIGHTS = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'DialMediaRouteProvider',
	'GlobalMediaControls',
	'HttpsUpgrades',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'ThirdPartyStoragePartitioning',
	'BlockOriginHeaderModificationOnRedirect',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'Translate',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled'
];
/** Two pages of the address bar that each window loads and nobody sees: three seconds of processor a window. */
const UNSEEN = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

export const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	// A process for each page and one for the screen cost more than they tell on two processors.
	'--process-per-site',
	'--in-process-gpu',
	`--disable-features=${[...PLAYWRIGHTS, ...UNSEEN].join(',')}`
];
