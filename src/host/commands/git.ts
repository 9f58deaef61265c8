/** Commands on a bare mirror of an app's repository. */

const on = (mirror: string, ...words: string[]): string[] => ['git', '--git-dir', mirror, ...words];

/** Without a collection in the background, which would outlive the command. */
const quiet = ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false'];

export const cloneMirror = (url: string, mirror: string): string[] => ['git', ...quiet, 'clone', '--quiet', '--mirror', '--', url, mirror];

export const fetchMirror = (mirror: string): string[] => ['git', '--git-dir', mirror, ...quiet, 'fetch', '--quiet', '--prune', '--tags', 'origin'];

/** The commit that a branch, tag or commit means. */
export const commitOf = (mirror: string, ref: string): string[] => on(mirror, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);

export const mergeBase = (mirror: string, a: string, b: string): string[] => on(mirror, 'merge-base', a, b);

/** Newest first: those of `to` that `from` has not. */
export const commitsBetween = (mirror: string, from: string, to: string, most: number): string[] => on(mirror, 'rev-list', `--max-count=${most}`, `${from}..${to}`, '--');

/** Answers object names given on stdin, a line each. */
export const catObjects = (mirror: string): string[] => on(mirror, 'cat-file', '--batch');

export const archive = (mirror: string, commit: string): string[] => on(mirror, 'archive', '--format=tar', commit);
