/** Cold copies: what writes is stopped before the first copy, and started again behind the last. Pure. */
import { dataServersOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import type { CopySource } from '../../protocol/data';
import type { Step } from '../../protocol/steps/step';
import { probeOf } from '../release/situation';
import type { BackupFacts } from './facts';

/** Null: nothing is stopped. What a person has stopped is not among what runs, and stays so. */
export function coldSteps(
  { app, host, running, left, containers = [] }: BackupFacts,
  sources: CopySource[],
): { before: Step[]; after: Step[] } | null {
  if (!app.backup.stop || sources.some(({ kind }) => kind === 'script')) return null;
  // A server that is dumped has to run for that; of all others the files are copied.
  const except = [...new Set(dataServersOf(app).map(({ service }) => service))];
  const ran = containers.filter(
    ({ id, service }) =>
      (running.includes(id) || left.some((one) => one.id === id)) && !except.includes(service),
  );
  if (ran.length === 0) return null;
  // What the others ask for comes first.
  const isData = (service: string): number => (app.data.services.includes(service) ? 0 : 1);
  ran.sort((a, b) => isData(a.service) - isData(b.service));
  const ids = ran.map(({ id }) => id);
  const named = Object.fromEntries(ran.map(({ id, name, service }) => [id, { name, service }]));
  const start = { run: 'startCopied' as const, args: { containers: ids, named, probe: probeOf({ app }) } };
  const hasFlag = host.proxy !== undefined;
  const before: Step[] = [
    {
      id: 'stop',
      title: `Stop ${app.name} for its copies${except.length > 0 ? ` (${except.join(', ')} stays)` : ''}`,
      call: { run: 'stopToCopy', args: { except, containers: ids } },
      undo: { title: 'Start again what ran', call: start },
      ...brief,
    },
  ];
  const after = [startStep(app, start)];
  if (!hasFlag) return { before, after };
  return {
    before: [
      {
        id: 'flag-on',
        title: 'Maintenance flag on',
        call: flag(true),
        // Not before the app runs.
        undo: { title: 'Maintenance flag off', call: flag(false), needs: ['stop'] },
        ...brief,
      },
      ...before,
    ],
    after: [...after, flagOff],
  };
}

const brief = { retry: 'short', onFailure: 'undo' } as const;
const flag = (on: boolean) => ({ run: 'setMaintenance' as const, args: { on } });
const flagOff: Step = { id: 'flag-off', title: 'Maintenance flag off', call: flag(false), ...brief };

function startStep(app: AppConfig, call: Extract<Step['call'], { run: 'startCopied' }>): Step {
  return {
    id: 'start',
    title: `Start ${app.name} again and wait until it is healthy`,
    call,
    retry: 'health',
    limit: Math.ceil(call.args.probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
}

/** After a backup that was ended from outside, by no copy: what it has stopped starts again. */
export function mendSteps({ app, host, left, containers = [] }: BackupFacts): Step[] {
  if (left.length === 0) return [];
  const stopped = containers.filter(({ id }) => left.some((one) => one.id === id));
  const named = Object.fromEntries(stopped.map(({ id, name, service }) => [id, { name, service }]));
  const args = { containers: left.map(({ id }) => id), named, probe: probeOf({ app }) };
  const start = startStep(app, { run: 'startCopied', args });
  return app.backup.stop && host.proxy ? [start, flagOff] : [start];
}
