import type { Logger } from '../lib/log';
import type { Answered } from './answers';

/** One line a delivery; of its payload it holds ids only. */
export function logAnswer(log: Logger, answered: Answered, error?: unknown): void {
  const why = error === undefined ? {} : { error: error instanceof Error ? error.message : String(error) };
  const level = answered.result === 'failed' ? 'error' : answered.result === 'refused' ? 'warn' : 'info';
  log[level]({ ...answered, ...why }, 'delivery');
}
