/** What an app's own backup script wrote, for its own restore script: all of it, or nothing. Pure. */
import { RoostError } from '../../../errors';
import type { AppConfig } from '../../../fleet/file/app/types';
import { sentences } from '../../../lib/sentences';
import type { RestoreRequest } from '../../../protocol/requests';
import type { ScriptItem } from '../../../protocol/steps/restore';
import { dataOf } from '../../backup/sources';
import { amountIn, type HeldNode } from '../held';

/** Where a snapshot has it. */
const FROM = 'script';

/**
 * `command`: the restore script; absent: the app has none. Null: the data are taken by kind, as of a snapshot
 * that no script wrote, a part of the data, and copies beside the live ones: the script knows only
 * all of them, and only their place. Errors: `BadRequest`.
 */
export function scriptItem(
  app: AppConfig,
  nodes: HeldNode[],
  { what, paths = [], into }: Pick<RestoreRequest, 'what' | 'paths' | 'into'>,
  command: string | undefined,
): ScriptItem | null {
  const amount = command === undefined ? null : amountIn(nodes, FROM);
  if (command === undefined || !amount || amount.files === 0) return null;
  const item: ScriptItem = { kind: 'script', command, keeps: dataOf(app), from: FROM, ...amount };
  if (what?.includes('script')) {
    const others = [...what.filter((one) => !BESIDE.includes(one)), ...paths];
    if (others.length === 0) return item;
    throw new RoostError(
      'BadRequest',
      sentences(
        `what has "script", by which ${app.name} gets all of its data:`,
        `leave ${others.join(', ')} out, or script.`,
      ),
      { app: app.name },
    );
  }
  if (into === 'scratch' || paths.length > 0) return null;
  return what === undefined || ALL.every((one) => what.includes(one)) ? item : null;
}

const ALL = ['database', 'files'];
const BESIDE = ['script', ...ALL, 'config', 'untracked'];
