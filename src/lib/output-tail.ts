/** What the output of a failed command shows. */

/** Whether the output names a full disk (ENOSPC) or a spent quota (EDQUOT). */
export const isDiskFull = (output: string): boolean =>
  /no space left on device|disk quota exceeded/i.test(output);

/** The end of an output, without the empty lines behind it. */
export const lastLines = (output: string, count = 10): string =>
  output.trimEnd().split('\n').slice(-count).join('\n');

export const lastLine = (output: string): string => lastLines(output, 1).trim();
