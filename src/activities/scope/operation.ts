import { randomBytes } from 'node:crypto';

/** The id of one execution of one plan: ten hexadecimal digits, drawn where the plan is made. */
export const newOperation = (): string => randomBytes(5).toString('hex');
