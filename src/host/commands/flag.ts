/** The words of an option if it is wanted, else none. */
export const flag = (isWanted: boolean | undefined, ...words: string[]): string[] => (isWanted ? words : []);
