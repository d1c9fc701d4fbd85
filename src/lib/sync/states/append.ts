/** An operation on its way into a chain (`docs/protocol.md`, 10.2). It is never believed before the server has taken it. */
import type { Table } from './machine.ts';

export type AppendState = 'idle' | 'signed' | 'asking';
export type AppendEvent =
	| 'confirmed'
	| 'sent'
	| 'accepted'
	| 'head-moved'
	| 'no-answer'
	| 'refused'
	/** After reading the chain: ours is in it; it is not, and makes sense still; it makes no sense any more. */
	| 'found'
	| 'still-valid'
	| 'void';
export type AppendAction = 'keep' | 'adopt' | 'read' | 'sign' | 'say-void' | 'say-why';

export const APPEND: Table<AppendState, AppendEvent, AppendAction> = {
	idle: { confirmed: ['signed', 'keep'] },
	signed: { sent: ['asking'] },
	asking: {
		accepted: ['idle', 'adopt'],
		'head-moved': ['asking', 'read'],
		'no-answer': ['asking', 'read'],
		found: ['idle', 'adopt'],
		'still-valid': ['signed', 'sign'],
		void: ['idle', 'say-void'],
		refused: ['idle', 'say-why']
	}
};
