/** Argv that reads files of a host which may not be there. */
import { shellScript } from '../lib/shell-script';

/** Prints the file; nothing where there is none. */
export const printIfThere = shellScript(__dirname, 'print-if-there');

/** Prints the names in the folder, a line each; nothing where there is no such folder. */
export const listFolder = shellScript(__dirname, 'list-folder');
