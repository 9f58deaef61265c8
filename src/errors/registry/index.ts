/**
 * Every error that roost names. The key is the code that an operator sees, and the `type` of the
 * `ApplicationFailure` that carries it. Tests, docs and retry policies refer to the code, never to a
 * class or a message.
 */
import { backupErrors } from './backup';
import { cloudflareErrors } from './cloudflare';
import { hostErrors } from './hosts';
import { installationErrors } from './installation';
import { lockErrors } from './lock';
import { notifyErrors } from './notify';
import { provisionErrors } from './provision';
import { refusalErrors } from './refusals';
import { releaseErrors } from './release';
import { requestErrors } from './requests';
import { runErrors } from './runs';
import { toolsErrors } from './tools';

export { Exit, type ErrorEntry } from './entry';

export const errors = {
  ...requestErrors,
  ...refusalErrors,
  ...lockErrors,
  ...hostErrors,
  ...provisionErrors,
  ...cloudflareErrors,
  ...installationErrors,
  ...toolsErrors,
  ...backupErrors,
  ...notifyErrors,
  ...releaseErrors,
  ...runErrors,
};

export type ErrorCode = keyof typeof errors;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errors, code);
