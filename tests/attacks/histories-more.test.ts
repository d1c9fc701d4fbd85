/** The other half of the histories of `histories.test.ts`. */
import { liveShare } from './histories/share.ts';

liveShare();
