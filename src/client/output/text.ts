import { stripVTControlCharacters } from 'node:util';
import { invisible } from '../../lib/plain-text';

/**
 * Removes what a terminal would interpret, hide or reorder, except colours: printed lines contain names and
 * texts of hosts and commits.
 */
export const printable = (text: string): string =>
  text.replace(/\u001b(?!\[(?:[0-79]|[1-79]\d)?m)|[^\P{Cc}\n\t\u001b]/gu, '').replace(invisible, '');

/** Columns that a text takes. */
export const width = (text: string): number => [...stripVTControlCharacters(text)].length;

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));

export function shorten(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  // A cut colour would leak into the next line, so a shortened text has none.
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** Columns that a text has at the least, however deep it stands: else each word takes a line. */
const LEAST = 30;

/** Lines of whole words, indented; a word that is too long stays whole, so that it can be copied. */
export function wrap(text: string, most: number, indent: string): string[] {
  const columns = Math.max(most, indent.length + LEAST);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && width(`${last} ${word}`) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** A name with its lines; none: the name is left out. */
export type Pair = [name: string, value: string | string[]];

/** `name   value` with the names as one column. */
export function pairs(entries: Pair[], indent = '  '): string[] {
  const column = Math.max(0, ...entries.map(([name]) => name.length)) + 2;
  return entries.flatMap(([name, value]) =>
    [value].flat().map((line, i) => `${indent}${(i === 0 ? name : '').padEnd(column)}${line}`.trimEnd()),
  );
}
