/** Lines of a case as they are typed: one that is new has an id before it is saved, which its draft bears too. */
import { lineOf, type LineKind } from '$lib/domain/case';
import type { CaseFile } from '$lib/state/vault/case-file.svelte';

/** Id of a line that is being typed and was never saved, or nothing. */
export function begunIn(file: CaseFile, kind: LineKind): string | undefined {
	const saved = new Set(Object.keys(file.fields).flatMap((path) => idIn(path, kind)));
	return file.unsaved.flatMap(({ path }) => idIn(path, kind)).find((id) => !saved.has(id));
}

function idIn(path: string, kind: LineKind): readonly string[] {
	const line = lineOf(path);
	return line?.kind === kind ? [line.id] : [];
}
