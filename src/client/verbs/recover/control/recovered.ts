/** `recovered.json`: what is done here, for the next call of the command. */
import { readJson, writeJson } from '../../../../lib/files/json-file';
import { makeStateFolder, stateFiles } from '../../../../lib/files/state';
import type { Recovered, Settle } from '../../../../plan/recover/control/types';
import type { Context } from '../../../command/context';

export function recordDone(context: Context, snapshot: string | null): void {
  const files = stateFiles(context.env);
  makeStateFolder(files);
  const at = context.now().toISOString();
  writeJson(files.recovered, { at, by: context.by, snapshot, settle: [] } satisfies Recovered);
}

export const recordPlane = (context: Context, plane: string): void => change(context, () => ({ plane }));

export const recordSettle = (context: Context, one: Settle): void =>
  change(context, ({ settle }) => ({ settle: [...settle.filter(({ app }) => app !== one.app), one] }));

export const recordSettled = (context: Context, app: string): void =>
  change(context, ({ settle }) => ({ settle: settle.filter((one) => one.app !== app) }));

function change({ env }: Context, to: (now: Recovered) => Partial<Recovered>): void {
  const { recovered } = stateFiles(env);
  const now = readJson<Recovered>(recovered)!;
  writeJson(recovered, { ...now, ...to(now) } satisfies Recovered);
}
