/** The store: sealed rows in, sealed rows out. */
export type { Container, Row, Surroundings } from './database.ts';
export type { StorageFailure } from './failure.ts';
export { openStore, type Base, type Store } from './store.ts';
