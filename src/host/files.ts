/** Argv for files of a host that may not exist. */
import { shellScript } from '../lib/shell-script';

/** Prints the file; nothing if it does not exist. */
export const printIfThere = shellScript(__dirname, 'print-if-there');

/** Prints the names in the folder, a line each; nothing if it does not exist. */
export const listFolder = shellScript(__dirname, 'list-folder');

/** Removes a file or folder, also for a power cut that comes right after it. */
export const removePath = shellScript(__dirname, 'remove');

/** Writes a file of one line, whole and on the disk; the folder that holds it is made. */
export const writeLine = shellScript(__dirname, 'write-line');
