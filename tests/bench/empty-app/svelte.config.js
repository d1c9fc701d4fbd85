import adapter from '@sveltejs/adapter-node';

/** The smallest SvelteKit app that opens offline: what the relaunch of the real one is measured against. */
export default { kit: { adapter: adapter(), paths: { relative: false } } };
