/** What a recovery has brought back, for its result. */
import { printIfThere } from '../../../host/files';
import type { RecoveredApp, RecoverStepArgs } from '../../../protocol/steps/recover';
import { currentRun } from '../../activity';
import type { StepAnswer } from '../../declare';
import type { HostStepSite } from '../../host/site';
import { openedOf } from './mark';

export async function sumUp(site: HostStepSite, args: RecoverStepArgs['sumUp']): Promise<StepAnswer> {
  const { workflowId, runId } = currentRun();
  const began = Date.parse((await site.deps.startOf(workflowId, runId)).startedAt);
  const apps: RecoveredApp[] = [];
  for (const { app, snapshot, takenAt } of args.apps) {
    const opened = (await site.read(printIfThere(openedOf(site, app)))).stdout.trim();
    const rpo = takenAt === null ? null : Math.max(0, Math.round((began - Date.parse(takenAt)) / 1000));
    apps.push({ app, snapshot, rpo, rto: opened === '' ? null : Number(opened) });
  }
  const out = apps.filter(({ rto }) => rto === null).map(({ app }) => app);
  return {
    note: apps.map(textOf).join('; '),
    warnings: out.length > 0 ? [`Not recovered, and behind their pages: ${out.join(', ')}.`] : undefined,
    found: { recovered: { apps, seconds: Math.max(0, ...apps.map(({ rto }) => rto ?? 0)) } },
  };
}

const textOf = ({ app, rpo, rto }: RecoveredApp): string =>
  rto === null ? `${app} left out` : `${app} after ${rto} s${rpo === null ? '' : `, data ${rpo} s old`}`;
