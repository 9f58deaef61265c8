import type { Logger } from '../../lib/log';
import type { Answered } from './answers';

/** Logs one line for each delivery; of the payload it contains ids only. */
export function logAnswer(log: Logger, answered: Answered, error?: unknown): void {
  const why = error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) };
  const level = answered.result === 'failed' ? 'error' : answered.result === 'refused' ? 'warn' : 'info';
  log[level]({ ...answered, ...why }, 'delivery');
}
