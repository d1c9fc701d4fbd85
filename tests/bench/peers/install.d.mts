/** `fault`: why they could not be installed, in a few words. */
export function ensurePeers(): { readonly folder: string; readonly fault: string | null };
