/** The journal: operations, the clock that orders them, and what a case is once they are all known. */
export { compareHlc, EPOCH, observe, tick, type Hlc } from './clock.ts';
export { encodeContent, readContent, type AnyContent, type DeclaredKey, type NewContent } from './content.ts';
export { readStored, seqOf, storedOf, type NewOperation, type Operation } from './operation.ts';
export { fold, history, merge, replacedBy, shown, type Operations } from './register.ts';
