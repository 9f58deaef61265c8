/** The plan of a recovery of the control host, as text. Pure. */
import { placeText } from '../../../plan/recover/control/plan';
import type { ControlPlan, InFlight } from '../../../plan/recover/control/types';
import type { Theme } from '../theme';
import { ago } from '../time';

export const nothingLine =
  'Nothing to do: this machine is the control host, and no lock of a former one is left.';

export function controlLines(
  { alive, inFlight, steps, unknown, silent }: ControlPlan,
  { theme: { paint }, now }: { theme: Theme; now: Date },
): string[] {
  const part = (title: string, lines: string[]): string[] =>
    lines.length > 0 ? [paint.bold(title), ...lines.map((line) => `  ${line}`), ''] : [];
  const lines = [
    ...part(
      'The former control host may live; this is refused without --former-is-gone:',
      alive.map((sign) => paint.red(sign)),
    ),
    ...part(
      'Under way when it was lost:',
      inFlight.flatMap((one) => flightLines(one, now)),
    ),
    ...part(
      'Not known any more:',
      unknown.map((text) => `- ${text}`),
    ),
    ...part(
      'No answer:',
      silent.map(({ host, message }) => paint.red(`${host}: ${message}`)),
    ),
    ...part(
      'Steps:',
      steps.map(({ title }, i) => `${String(i + 1).padStart(2)}. ${title}`),
    ),
  ];
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function flightLines({ place, workflow, workflowId, by, since, state, then }: InFlight, now: Date): string[] {
  const who = by === null ? '' : `, by ${by}`;
  return [
    `${workflow} ${workflowId} of ${placeText(place)}${who}, ${ago(since, now)}`,
    ...state.map((text) => `  ${text}`),
    `  → ${then}`,
  ];
}
