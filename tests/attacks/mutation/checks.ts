/**
 * Finds the checks of a file by its syntax, and makes each one removable: what refuses can be told not to. Removed one by one, each
 * must make an attack succeed somewhere.
 *
 *     if (a || b) return refuse(…)     a, then b, is never so         (so for throw and continue, and for ?: with a refusal)
 *     a && b as an answer, a === b     each is always so              (in what is returned, or named to be asked)
 *     a || b as an answer              the whole is always so
 */
import ts from 'typescript';

export interface Check {
	readonly id: number;
	readonly file: string;
	readonly line: number;
	/** The check as it is written. */
	readonly text: string;
}

interface Found {
	readonly node: ts.Expression;
	/** What it is when it is removed. */
	readonly as: boolean;
}

/** What the answer of a check looks like where something is refused. */
const REFUSALS =
	/^(null|false|undefined|MALFORMED|REFUSED|FORGED|FORK|GAP|KNOWN|FAILED|bad(\(\))?|'[a-z-]+'|(refuse|fail|nothing)\(.*|\{ (is|refused|doubt): .*)$/s;

/** A failure of the disk or the line that is handed on: nothing is judged there. */
const PASSED_ON = /\.ok( === false)?$/;

const isRefusal = (node: ts.Node) => REFUSALS.test(node.getText());

/** A block or statement that does nothing but turn away. */
function turnsAway(statement: ts.Statement): boolean {
	if (ts.isBlock(statement)) return statement.statements.length > 0 && turnsAway(statement.statements.at(-1)!);
	if (ts.isExpressionStatement(statement)) return isRefusal(statement.expression);
	return ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isContinueStatement(statement);
}

function parts(node: ts.Expression, operator: ts.SyntaxKind): ts.Expression[] {
	if (ts.isParenthesizedExpression(node)) return parts(node.expression, operator);
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === operator)
		return [...parts(node.left, operator), ...parts(node.right, operator)];
	return [node];
}

const isQuestion = (node: ts.Expression): boolean =>
	(ts.isParenthesizedExpression(node) && isQuestion(node.expression)) ||
	(ts.isBinaryExpression(node) &&
		/^(\|\||&&)$/.test(node.operatorToken.getText()) &&
		isQuestion(node.left) &&
		isQuestion(node.right)) ||
	(ts.isBinaryExpression(node) && /^[=!]==|^[<>]=?$/.test(node.operatorToken.getText())) ||
	(ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) ||
	(ts.isCallExpression(node) &&
		/\.(every|some|has|includes)\($|^(is|equal|same|verif)/.test(`${node.expression.getText()}(`)) ||
	(ts.isAwaitExpression(node) && isQuestion(node.expression));

function found(source: ts.SourceFile): readonly Found[] {
	const all: Found[] = [];
	const never = (condition: ts.Expression) => {
		for (const node of parts(condition, ts.SyntaxKind.BarBarToken)) all.push({ node, as: false });
	};
	const always = (condition: ts.Expression) => {
		const each = parts(condition, ts.SyntaxKind.AmpersandAmpersandToken);
		for (const node of each) if (isQuestion(node)) all.push({ node, as: true });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isIfStatement(node) && turnsAway(node.thenStatement)) never(node.expression);
		else if (ts.isConditionalExpression(node) && isRefusal(node.whenTrue)) never(node.condition);
		else if (ts.isConditionalExpression(node) && isRefusal(node.whenFalse)) {
			for (const part of parts(node.condition, ts.SyntaxKind.AmpersandAmpersandToken))
				all.push({ node: part, as: true });
		} else if (ts.isReturnStatement(node) && node.expression) always(node.expression);
		else if (ts.isVariableDeclaration(node) && node.initializer) always(node.initializer);
		else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) always(node.body);
		ts.forEachChild(node, visit);
	};
	visit(source);
	// One place, one check, whatever it was found as first.
	const judging = all.filter(({ node }) => !PASSED_ON.test(node.getText()));
	return [...new Map(judging.map((one) => [one.node.getStart(), one])).values()];
}

/** The source with each check asked whether it is removed, and what they are. `first`: number of its first. */
export function withChecks(
	file: string,
	code: string,
	first: number
): { readonly code: string; readonly checks: readonly Check[] } {
	const source = ts.createSourceFile(file, code, ts.ScriptTarget.ESNext, true);
	const inserts: { at: number; text: string; end: boolean }[] = [];
	const checks = found(source).map(({ node, as }, i): Check => {
		const id = first + i;
		inserts.push({ at: node.getStart(), text: `(globalThis.__removed(${id}) ? ${as} : (`, end: false });
		inserts.push({ at: node.getEnd(), text: '))', end: true });
		const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
		return { id, file, line, text: node.getText().replaceAll(/\s+/g, ' ') };
	});
	// Inner ones are closed before what is around them, and opened after it.
	const order = inserts
		.map((insert, i) => ({ ...insert, i }))
		.sort((a, b) => b.at - a.at || Number(a.end) - Number(b.end) || (a.end ? a.i - b.i : b.i - a.i));
	let out = code;
	for (const { at, text } of order) out = out.slice(0, at) + text + out.slice(at);
	return { code: out, checks };
}
