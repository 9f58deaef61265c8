import { onlyIf } from '../../lib/only-if';
import { shellScript } from '../../lib/shell-script';

const program = shellScript(__dirname, 'remove');

/**
 * argv: removes the drills of an app by what they are named and
 * labelled; `all`, or those of these operations.
 */
export const removeDrills = (which: 'all' | string[], folder: string, app: string): string[] =>
  program(which === 'all' ? 'all' : 'some', folder, app, ...onlyIf(which !== 'all', ...which));

/** argv: prints the operations of which something is there. */
export const listDrills = (folder: string, app: string): string[] => program('list', folder, app);
