/** The store: sealed rows in, sealed rows out. */
export { openCourierStore, type Carried, type CourierStore } from './courier.ts';
export type { Container, Surroundings } from './database.ts';
export type { StorageFailure } from './failure.ts';
export { openStore, type RowStore, type Store } from './store.ts';
