/** Histories nobody thought of (`docs/protocol.md`, 15), half of them: `histories/` says what happens in one and what must hold. */
import { liveShare } from './histories/share.ts';

liveShare();
