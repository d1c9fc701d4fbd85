/** The sync server's door. */
export { readConfig } from './config.ts';
export type { Context } from './context.ts';
export { startFault } from './failures.ts';
export { closeContext, openContext, syncServer, type SyncServer } from './server.ts';
