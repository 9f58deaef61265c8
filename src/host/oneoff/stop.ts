/**
 * Stops a one-off visibly: a script may answer SIGTERM with exit code 0, which
 * must not count as success. So the container is renamed first.
 */
import { shellScript } from '../../lib/shell-script';

const program = shellScript(__dirname, 'mark-and-stop');

/** The name is the only property of a container that can be changed at once and permanently. */
const MARK = '.stopped';

export const markAndStop = (ids: string[]): string[] => program(MARK, ...ids);

/** A filter for the one-off of that name, stopped by us or not. */
export const byOneOff = (name: string): string =>
  `name=^/${name.replace(/[.]/g, '\\.')}(${MARK.replace('.', '\\.')})?$`;

export const wasStopped = (name: string): boolean => name.endsWith(MARK);
