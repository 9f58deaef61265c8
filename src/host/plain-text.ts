import { stripVTControlCharacters } from 'node:util';

/** All that a terminal obeys; line feed and tab are text. */
const controls = /[^\P{Cc}\n\t]/gu;

/** A program's output as text: without colours, titles, moves of the cursor and the like; what overwrote a line is a line. */
export const plainText = (output: string): string =>
  stripVTControlCharacters(output).replace(/\r+\n/g, '\n').replace(/\r/g, '\n').replace(controls, '');
