/** Checks what a person has typed for a drill. Pure; a workflow checks by it. */
import { RoostError } from '../../errors';
import type { DrillRequest } from '../../protocol/requests';
import { checkRestoreRequest } from '../restore/request';

const keys = ['app', 'snapshot', 'expect', 'by', 'reason'];

/** Errors: `BadRequest`. */
export function checkDrillRequest(input: unknown): DrillRequest {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const unknown = isObject ? Object.keys(input).filter((key) => !keys.includes(key)) : [];
  if (unknown.length > 0)
    throw new RoostError(
      'BadRequest',
      `There is no key ${unknown.map((key) => JSON.stringify(key)).join(', ')} of a drill; there are ${keys.join(', ')}.\nFor example: {"app": "phone"}`,
    );
  // The rest is as with a restore.
  return checkRestoreRequest(input);
}
