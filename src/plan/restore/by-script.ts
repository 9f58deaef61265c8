/**
 * The steps by which the app's own restore script brings its data: it changes what is live, so that is kept
 * before, and put back by an undo. Pure. Errors: `NoWayBack`.
 */
import { RoostError } from '../../errors';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import { HOUR } from '../../lib/time';
import type { RestoreItem, ScriptItem } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { sourceName } from '../about';
import type { RestoreWorld } from './world';

export const PUT_BACK =
  'undo puts back what was kept (what was written since is lost); abort ends the run as things stand.';

const long = { retry: 'long', limit: (12 * HOUR) / 1000, onFailure: 'undo' } as const;

/** `swap`: the step as it is of other kinds, by which a run finds what is kept. */
export function byScript(
  { app }: Pick<RestoreWorld, 'app'>,
  item: ScriptItem,
  swap: Step,
  of: string,
  way: 'in' | 'back',
  except: string[],
): Step[] {
  const isBack = way === 'back';
  const names = item.keeps.map(sourceName).join(', ');
  const run: Step = {
    ...swap,
    ...long,
    title: isBack
      ? `Put back what was kept before the restore script: ${names || 'nothing'}`
      : `Run the restore script of ${app.name} over its data: ${item.command}`,
    undo: swap.undo && {
      ...swap.undo,
      title: isBack
        ? 'Put back what the restore script had brought'
        : `Put back what was kept: ${names || 'nothing'}`,
      retry: 'long',
      prompt: sentences('The app may have written to the data since.', PUT_BACK),
    },
  };
  if (item.keeps.length === 0) return [run];
  const keep: Step = {
    id: swap.id.replace(/^swap/, 'keep'),
    title: isBack ? `Keep ${names} as they are now` : `Keep ${names} before the script changes them`,
    call: { run: 'keepForScript', args: { item, of, way, except } },
    ...long,
  };
  return [keep, run];
}

/** What the script does cannot be undone where nothing is kept: it runs only where an operator allows it. */
export function refuseWithoutWayBack({
  app,
  into,
  noWayBack,
  selection: { items },
}: Pick<RestoreWorld, 'app' | 'into' | 'noWayBack' | 'selection'>): void {
  const item = scriptIn(items);
  if (into !== 'live' || !item || item.keeps.length > 0 || noWayBack) return;
  throw new RoostError(
    'NoWayBack',
    sentences(
      `The restore script of ${app.name} changes live data,`,
      `and nothing stands under apps.${app.name}.data that would be kept before.`,
    ),
    { app: app.name },
  );
}

export const scriptIn = (items: RestoreItem[]): ScriptItem | undefined =>
  items.find((item) => item.kind === 'script');

export function scriptWarnings(
  { name }: AppConfig,
  { into, selection: { items } }: Pick<RestoreWorld, 'into' | 'selection'>,
): string[] {
  const item = scriptIn(items);
  if (!item || into !== 'live') return [];
  const names = item.keeps.map(sourceName).join(', ');
  return [
    names === ''
      ? `Nothing is kept of what the restore script of ${name} changes (--no-way-back).`
      : sentences(
          `The restore script of ${name} changes live data,`,
          `while the app is stopped: kept before are ${names}.`,
          'What else it changes is not put back by an undo.',
        ),
  ];
}
