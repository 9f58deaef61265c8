import type { AppConfig } from '../../../fleet/file';
import { sentences } from '../../../lib/sentences';
import { fail, ok, unknown, warn, type Finding } from '../types';
import type { AppFacts } from './facts';

/** Evaluates what the health address answered just now. */
export function healthFinding(app: AppConfig, { deployed, health: answer }: AppFacts): Finding {
  const { health } = app;
  const check = 'health';
  if (!deployed) return unknown(check, 'not asked: nothing is deployed yet');
  if (health.given === 'none') return ok(check, 'nothing is asked, as the fleet file says');
  if (!answer)
    return unknown(
      check,
      `not asked: no container of ${app.service} runs, or no port is known (apps.${app.name}.port)`,
    );
  if (answer === 'takes connections') return ok(check, `port ${health.tcp} takes connections`);
  if (answer.failure)
    return fail(
      check,
      `no answer: ${answer.failure}`,
      sentences(
        'see whether app and proxy run: `roost status`; and whether the port is right:',
        `apps.${app.name}.${health.tcp === undefined ? 'port' : 'health.tcp'}`,
      ),
    );
  if (answer.status === 503)
    return warn(check, 'answers 503: the maintenance page, or not ready', 'see `roost status`');
  if (answer.status !== health.status)
    return fail(
      check,
      `answers ${answer.status}, not ${health.status}`,
      sentences(
        `see \`roost status\` and the log of the app; if ${answer.status} at ${health.path} is well,`,
        `write health: { path, status } under apps.${app.name}`,
      ),
    );
  const wrong = Object.entries(health.json).filter(([path, value]) => at(answer.body, path) !== value);
  if (wrong.length === 0) return ok(check, `answers ${answer.status}, as it should`);
  return fail(
    check,
    sentences(
      `answers ${answer.status},`,
      `but ${wrong.map(([path, value]) => `${path} is not ${JSON.stringify(value)}`).join(', ')}`,
    ),
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
