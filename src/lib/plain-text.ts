/** Each class ends where another sequence begins, so that no text makes the search quadratic. */
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Everything that a terminal interprets; line feed and tab are text. */
const controls = /[^\P{Cc}\n\t]/gu;

/** Characters without width, or with a change of direction: they hide or reorder text. */
export const invisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * A program's output without colours, titles, cursor moves and invisible characters. Overwritten lines
 * stay.
 */
export const plainText = (output: string): string =>
  output
    .replace(sequences, '')
    .replace(/\r+\n/g, '\n')
    .replace(/\r/g, '\n')
    .replace(controls, '')
    .replace(invisible, '');
