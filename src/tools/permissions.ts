/**
 * The Permissions-Policy: what a page of this address may ask the browser for, and, by name, all the rest that browsers know of,
 * refused. Left out, a feature is allowed to its own address. Only names that Chromium knows: it complains of any other.
 */
const OWN = [
	// A right is read aloud after its file was fetched, which is later than the press.
	'autoplay',
	'camera',
	'clipboard-write',
	// While the phone is lent.
	'fullscreen',
	// A sound that plays from memory has no place on the page: refused, Chromium holds it still. The reader stops when hidden by itself.
	'media-playback-while-not-visible',
	'microphone',
	'publickey-credentials-create',
	'publickey-credentials-get'
] as const;

const NOBODYS = [
	...[
		'accelerometer',
		'aria-notify',
		'browsing-topics',
		'captured-surface-control',
		'clipboard-read',
		'compute-pressure'
	],
	...['cross-origin-isolated', 'deferred-fetch', 'deferred-fetch-minimal', 'digital-credentials-create'],
	...['digital-credentials-get', 'display-capture', 'encrypted-media', 'gamepad', 'geolocation', 'gyroscope', 'hid'],
	...['identity-credentials-get', 'idle-detection', 'interest-cohort', 'keyboard-map', 'language-detector'],
	...['language-model', 'local-fonts', 'local-network', 'local-network-access', 'loopback-network', 'magnetometer'],
	...['midi', 'on-device-speech-recognition', 'otp-credentials', 'payment'],
	...['picture-in-picture', 'private-state-token-issuance', 'private-state-token-redemption', 'screen-wake-lock'],
	...['serial', 'speaker-selection', 'storage-access', 'summarizer', 'sync-xhr', 'translator', 'unload', 'usb'],
	...['window-management', 'xr-spatial-tracking'],
	// What the browser would tell of the phone without being asked.
	...['ch-device-memory', 'ch-downlink', 'ch-dpr', 'ch-ect', 'ch-prefers-color-scheme', 'ch-prefers-reduced-motion'],
	...['ch-prefers-reduced-transparency', 'ch-rtt', 'ch-save-data', 'ch-ua', 'ch-ua-arch', 'ch-ua-bitness'],
	...[
		'ch-ua-form-factors',
		'ch-ua-full-version',
		'ch-ua-full-version-list',
		'ch-ua-high-entropy-values',
		'ch-ua-mobile'
	],
	...['ch-ua-model', 'ch-ua-platform', 'ch-ua-platform-version', 'ch-ua-wow64', 'ch-viewport-height'],
	...['ch-viewport-width', 'ch-width']
];

export const PERMISSIONS: readonly (readonly [feature: string, allowed: boolean])[] = [
	...OWN.map((feature) => [feature, true] as const),
	...NOBODYS.map((feature) => [feature, false] as const)
].toSorted(([a], [b]) => (a < b ? -1 : 1));

export const PERMISSIONS_POLICY = PERMISSIONS.map(
	([feature, allowed]) => `${feature}=${allowed ? '(self)' : '()'}`
).join(', ');
