/** One line of text, written as its parts: sentences, or the clauses of a long one. */
export const sentences = (...parts: string[]): string => parts.join(' ');
