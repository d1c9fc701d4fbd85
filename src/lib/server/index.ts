/** The sync server's door. */
export { readConfig, type Config } from './config.ts';
export type { Context, Surroundings } from './context.ts';
export { startFault } from './failures.ts';
export { closeContext, openContext, syncServer, type SyncServer } from './server.ts';
