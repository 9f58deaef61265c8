/**
 * How a one-off is stopped so that everybody can see it: a script may answer
 * SIGTERM with exit code 0, which must not look like work that was done.
 */
import { shellScript } from '../../lib/shell-script';

const program = shellScript(__dirname, 'mark-and-stop');

/** The name is the one thing of a container that can be changed at once and for good. */
const MARK = '.stopped';

export const markAndStop = (ids: string[]): string[] => program(MARK, ...ids);

/** A filter for the one-off of that name, stopped by us or not. */
export const byOneOff = (name: string): string =>
  `name=^/${name.replace(/[.]/g, '\\.')}(${MARK.replace('.', '\\.')})?$`;

export const wasStopped = (name: string): boolean => name.endsWith(MARK);
