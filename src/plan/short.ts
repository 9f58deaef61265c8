/** A commit as people read it: its first seven digits. */
export const short = (commit: string): string => commit.slice(0, 7);
