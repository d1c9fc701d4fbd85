/** Of the one database of the app. */
export const DATABASE = 'repit';
