/** The paths of files of tests in the order in which three workers begin them. */
export function startOrder(paths: string[]): string[];
