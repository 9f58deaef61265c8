/** Checks what a person has typed for a rehearsal. Pure; a workflow checks by it. */
import { RoostError } from '../../errors';
import { section } from '../../lib/unchecked';
import type { RehearseRequest } from '../../protocol/requests';

const keys = ['scenario', 'copies', 'expect', 'by', 'reason'];
const scenarios: RehearseRequest['scenario'][] = ['control', 'cloudflare'];

const isText = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= 500);
/** On the control host: a relative one would be searched for in the worker's folder. */
const isPath = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.startsWith('/'));

/** Errors: `BadRequest`. */
export function checkRehearseRequest(input: unknown): RehearseRequest {
  const request = section(input);
  const copies = section(request.copies);
  const wrong = [
    ...Object.keys(request).filter((key) => !keys.includes(key)),
    ...Object.keys(copies)
      .filter((key) => !['ageKey', 'password'].includes(key))
      .map((key) => `copies.${key}`),
  ];
  const refuse = (message: string): never => {
    throw new RoostError('BadRequest', `${message}: a rehearsal takes {"scenario": "control"}`);
  };
  if (wrong.length > 0) refuse(`${wrong.slice(0, 5).join(', ')} is not known`);
  const scenario = scenarios.find((one) => one === request.scenario);
  if (!scenario) return refuse(`scenario should be ${scenarios.join(' or ')}`);
  if (scenario !== 'control' && request.copies !== undefined) refuse('copies belong to control');
  if (!isPath(copies.ageKey) || !isPath(copies.password)) refuse('copies should be absolute paths');
  if (![request.expect, request.by, request.reason].every(isText))
    refuse('expect, by and reason should be texts');
  return { ...(request as unknown as RehearseRequest), scenario };
}
