/** Checks what a person has typed for a drill. Pure; a workflow checks by it. */
import type { DrillRequest } from '../../protocol/requests';
import { checkRestoreRequest } from '../restore/request';

/** What it has is as with a restore. Errors: `BadRequest`. */
export const checkDrillRequest = (input: unknown): DrillRequest =>
  checkRestoreRequest(input, {
    name: 'a drill',
    keys: ['app', 'snapshot', 'expect', 'by', 'reason'],
    example: '{"app": "phone"}',
  });
