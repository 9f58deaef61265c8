/** A commit as people read it: its first seven digits. */
export const short = (commit: string): string => commit.slice(0, 7);

/** ` (db, redis stay)`; nothing of none. */
export const staying = (services: string[]): string =>
  services.length === 0 ? '' : ` (${services.join(', ')} ${services.length === 1 ? 'stays' : 'stay'})`;
