/** Checks what a person has typed for a drill. Pure; a workflow checks by it. */
import { RoostError } from '../../errors';
import { isSection, section } from '../../lib/unchecked';
import type { DrillRequest } from '../../protocol/requests';
import { checkRestoreRequest } from '../restore/request';

/** What it has is as with a restore. Errors: `BadRequest`. */
export function checkDrillRequest(input: unknown): DrillRequest {
  const { corrupt, ...rest } = section(input);
  if (corrupt !== undefined && corrupt !== true)
    throw new RoostError('BadRequest', 'corrupt should be true, or absent');
  const request: DrillRequest = checkRestoreRequest(isSection(input) ? rest : input, {
    name: 'a drill',
    keys: ['app', 'snapshot', 'expect', 'by', 'reason'],
    example: '{"app": "phone"}',
  });
  return corrupt ? { ...request, corrupt } : request;
}
