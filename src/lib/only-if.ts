/** These if they are wanted, else none: options of a command line, lines of a text. */
export const onlyIf = <T>(isWanted: unknown, ...these: T[]): T[] => (isWanted ? these : []);
