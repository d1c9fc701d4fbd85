// Written into every page (src/hooks.server.ts), so that the page is painted while its code is on its way;
// the policy names it by its hash (src/tools/policy.mjs). Applies the saved language, theme, text size and look before the first paint. Nothing about a person is ever stored here.
(function () {
	// The code of an invitation does not stay in the address bar: it waits in memory for its screen (src/lib/platform/invited.ts).
	function takeInvitation() {
		if (!/^#REPIT\d/i.test(location.hash)) return;
		window.repitInvitation = location.hash.slice(1);
		history.replaceState(history.state, '', location.pathname + location.search);
	}
	takeInvitation();
	addEventListener('hashchange', takeInvitation);
})();

(function () {
	var root = document.documentElement;
	function saved(key) {
		try {
			return localStorage.getItem('repit.' + key);
		} catch {
			return null;
		}
	}
	var theme = saved('theme');
	var text = saved('text');
	var locale = saved('locale') || (/^en\b/i.test(navigator.language) ? 'en' : 'fr');
	if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
	if (text === 'large' || text === 'larger') root.dataset.text = text;
	// The neutral look (src/lib/platform/look.svelte.ts). This title comes before the page's own, which is then none.
	if (saved('look') === 'plain') {
		document.title = 'Agenda';
		document.querySelectorAll('link[data-plain]').forEach(function (link) {
			link.setAttribute('data-usual', link.getAttribute('href'));
			link.setAttribute('href', link.getAttribute('data-plain'));
		});
	}
	try {
		// The phone is lent (src/lib/platform/lent.ts): nothing but a right may be opened, whatever the address says.
		if (sessionStorage.getItem('repit.lent') !== null) {
			root.dataset.lent = '';
			if (!/^\/rights\/[\w-]+\/(?!take-away$)[\w-]+$/.test(location.pathname)) location.replace('/rights/fr/stop');
		}
	} catch {
		// Storage refused: the mode lasts as long as the page.
	}
	if (locale !== 'fr') {
		root.dataset.pending = '';
		setTimeout(function () {
			delete root.dataset.pending;
		}, 4000);
	}
})();

// The way out works from the first paint on: until the app's own code is here (src/lib/platform/quick-exit.ts), this is it.
(function () {
	var root = document.documentElement;
	var escaped = -Infinity;
	function leave() {
		if ('ready' in root.dataset) return;
		root.dataset.leaving = '';
		try {
			new BroadcastChannel('repit-lock').postMessage('lock');
			sessionStorage.removeItem('repit.lent');
		} catch {
			// Neither here: nothing was opened in another tab, and nothing was lent.
		}
		location.replace('/calendar');
	}
	addEventListener(
		'click',
		function (event) {
			if (event.target.closest && event.target.closest('[data-exit]')) leave();
		},
		true
	);
	addEventListener(
		'keydown',
		function (event) {
			if (event.key !== 'Escape' || event.repeat) return;
			if (event.timeStamp - escaped <= 500) leave();
			escaped = event.timeStamp;
		},
		true
	);
	addEventListener(
		'touchstart',
		function (event) {
			if (event.touches.length > 2) leave();
		},
		{ capture: true, passive: true }
	);
})();

// Code that never arrives must not leave a blank or a dead page: say so, and offer to load it again.
(function () {
	var root = document.documentElement;
	function show() {
		var failed = document.getElementById('failed');
		if (failed) failed.hidden = false;
		delete root.dataset.pending;
	}
	addEventListener('unhandledrejection', function (event) {
		var why = String(event.reason && event.reason.message);
		if (!('ready' in root.dataset) || /dynamically imported module|module script failed|unable to preload/i.test(why))
			show();
	});
	addEventListener('load', function () {
		setTimeout(function () {
			if (!('ready' in root.dataset)) show();
		}, 15000);
	});
	addEventListener('click', function (event) {
		if (event.target.id === 'reload') location.reload();
	});
})();
