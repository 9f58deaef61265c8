import type { AppConfig } from '../../fleet/file';
import type { AppFacts } from './app-facts';
import { fail, ok, unknown, warn, type Finding } from './types';

/** Judges what the health address answered just now. */
export function healthFinding({ health }: AppConfig, { deployed, health: answer }: AppFacts): Finding {
  const check = 'health';
  if (!deployed) return unknown(check, 'not asked: nothing is deployed yet');
  if (!answer) return unknown(check, 'no address to ask: no health.url, or no proxy and domain');
  if (answer.failure)
    return fail(check, `no answer: ${answer.failure}`, 'see whether app and proxy run: `roost status`');
  if (answer.status === 503)
    return warn(check, 'answers 503: the maintenance page, or not ready', 'see `roost status`');
  if (answer.status !== health.status)
    return fail(
      check,
      `answers ${answer.status}, not ${health.status}`,
      'see `roost status` and the log of the app',
    );
  const wrong = Object.entries(health.json).filter(([path, value]) => at(answer.body, path) !== value);
  if (wrong.length === 0) return ok(check, `answers ${answer.status}, as it should`);
  return fail(
    check,
    `answers ${answer.status}, but ${wrong.map(([path, value]) => `${path} is not ${JSON.stringify(value)}`).join(', ')}`,
    'see the log of the app, or health.json in the fleet file',
  );
}

/** `a.b` reaches into `a`. */
function at(body: string, path: string): unknown {
  try {
    return path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], JSON.parse(body));
  } catch {
    return undefined;
  }
}
