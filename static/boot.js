// Applies the saved language, theme and text size before the first paint. Nothing about a person is ever stored here.
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
	if (locale !== 'fr') {
		root.dataset.pending = '';
		setTimeout(function () {
			delete root.dataset.pending;
		}, 4000);
	}
})();
