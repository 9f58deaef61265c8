/** Facts in the output of a failed command. */

/** Whether the output names a full disk (ENOSPC) or a spent quota (EDQUOT). */
export const isDiskFull = (output: string): boolean =>
  /no space left on device|disk quota exceeded/i.test(output);

/** A registry's answers to a login that it does not take, or to none. */
const refusal = /daemon: (?:(?:Head|Get) .*: )?denied\b|unauthorized|no basic auth credentials/i;

export const isRefused = (output: string): boolean => refusal.test(output);

/** Answers of git, Docker and registries that a retry does not change. */
const finalAnswers = [
  /manifest unknown|manifest for \S+ not found|no matching manifest for/i,
  /failed to resolve reference .*: not found/i,
  /pull access denied|requested access to the resource is denied/i,
  refusal,
  /invalid reference format|repository name must be lowercase|invalid tag/i,
  /detected dubious ownership/i,
  /^usage: /im,
  /unknown (?:shorthand )?flag|unknown docker command|unrecognized option/i,
];

/** Whether the same command can only fail again. A registry's limit of requests passes. */
export const isFinal = (output: string): boolean =>
  !/toomanyrequests|rate limit/i.test(output) && finalAnswers.some((answer) => answer.test(output));

/** The end of an output, without the empty lines behind it. */
export const lastLines = (output: string, count = 10): string =>
  output.trimEnd().split('\n').slice(-count).join('\n');

export const lastLine = (output: string): string => lastLines(output, 1).trim();
