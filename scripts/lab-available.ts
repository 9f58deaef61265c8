/** Prints why no disposable host can be made here; nothing where one can. */
import { availability } from '../lab';

const can = availability();
if (!can.ok) process.stdout.write(can.reason);
