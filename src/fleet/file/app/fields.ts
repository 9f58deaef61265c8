/** Texts that several sections of an app have. */
import { text } from '../values/fields';
import { isBelow } from '../values/paths';

export const service = (example: string, note: string) =>
  text('a Compose service', example, /^[A-Za-z0-9][A-Za-z0-9._-]*$/, note);
export const inside = (what: string, example: string, note: string) =>
  text(`${what} inside the app's folder`, example, isBelow, note);
export const sqlName = (what: string, example: string) =>
  text(what, example, /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/);
export const command = (what: string, example: string, note?: string) =>
  text(what, example, (value) => value.trim() !== '' && !value.includes('\u0000'), note);
