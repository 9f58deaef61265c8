/** `recreate`: the old containers stop, the new ones start, a maintenance page in between. */
import { sentences } from '../../lib/sentences';
import type { KeptData } from '../../protocol/steps/release';
import type { Ask, Step } from '../../protocol/steps/step';
import { sourceName } from '../about';
import { staying } from '../short';
import { guardData, overMigrated, overRestored } from './data/guard';
import { dataMadeAnew, dataThatStays } from './data/services';
import { changesData, keptData } from './data/way-back';
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';
import { ASK_WITHOUT_DATA, commitStep, maintenanceOff, scriptStep, verifyStep } from './steps';

const ASK_WITH_DATA: Ask = {
  default: 'undo',
  prompt: sentences(
    'The maintenance page is up and nothing can write.',
    'retry runs the script again; skip takes it for done;',
    'undo puts the dump back and starts the former release; abort ends the run as things stand.',
  ),
};

/** A step that puts older data back. */
export type RestoreStep = Step & { call: { run: 'restoreData' } };

/** What follows once the release is prepared. `restore` comes after the present data were dumped. */
export function recreateSteps(
  facts: DeployFacts,
  s: DeploySituation,
  restore: RestoreStep | null = null,
): Step[] {
  const { app } = facts;
  const breaking = facts.migration === 'breaking';
  // Of a rollback, only what it puts back is kept.
  const files = restore ? (restore.call.args.files ?? []) : undefined;
  const data = changesData(facts, s) ? keptData(app, s, files) : null;
  const beforeStart = app.postdeploy === 'before start';
  const script = s.script
    ? scriptStep(
        app,
        s,
        data ? ASK_WITH_DATA : breaking ? { ...ASK_WITHOUT_DATA, default: 'stay' } : ASK_WITHOUT_DATA,
        breaking && beforeStart,
      )
    : null;
  const flag = facts.host.proxy !== undefined;

  const steps: Step[] = [];
  if (script && beforeStart && !breaking) steps.push(script);
  if (flag) steps.push(flagOn());
  if (s.former) steps.push(stopStep(facts, s));
  if (data) steps.push(dumpStep(data));
  if (restore) steps.push(restore);
  if (script && beforeStart && breaking) steps.push(script);
  steps.push(startStep(facts, s, data !== null));
  if (script && !beforeStart) steps.push(script);
  if (flag) steps.push(maintenanceOff('flag-off', 'Maintenance flag off'));
  steps.push(verifyStep(facts, s, null, s.former ? s.dataServices : []), commitStep(s));
  if (s.former && facts.removedServices.length > 0) steps.push(removeStep(facts, s));
  if (!data) return steps;
  return guardData(steps, data, restore ? overRestored : overMigrated);
}

function flagOn(): Step {
  return {
    id: 'flag-on',
    title: 'Maintenance flag on',
    call: { run: 'setMaintenance', args: { on: true } },
    undo: { title: 'Maintenance flag off', call: { run: 'setMaintenance', args: { on: false } } },
    retry: 'short',
    onFailure: 'undo',
  };
}

function stopStep(facts: DeployFacts, s: DeploySituation): Step {
  const former = s.former?.release ?? 0;
  const stays = s.dataServices.filter((name) => !dataMadeAnew(facts, s).includes(name));
  return {
    id: 'stop',
    title: `Stop release ${former}${staying(stays)}`,
    call: { run: 'stopServices', args: { except: s.dataServices } },
    undo: {
      title: `Start release ${former} again`,
      call: {
        run: 'startRelease',
        args: {
          release: former,
          probe: s.probe,
          dataServices: s.dataServices,
          before: before(facts),
          stays: dataThatStays(facts, s),
        },
      },
    },
    retry: 'short',
    onFailure: 'undo',
  };
}

function dumpStep(data: KeptData): Step {
  const { postgres, files = [] } = data;
  const names = files.map(sourceName).join(', ');
  return {
    id: 'dump',
    title: [
      postgres ? `Dump the database ${postgres.database} and read the dump back` : '',
      names ? `${postgres ? 'k' : 'K'}eep ${names}` : '',
    ]
      .filter(Boolean)
      .join(', '),
    call: { run: 'dumpData', args: data },
    retry: 'long',
    limit: 4 * 3600,
    onFailure: 'undo',
  };
}

function startStep(facts: DeployFacts, s: DeploySituation, guarded: boolean): Step {
  // Data are put back into what holds them.
  const { ran } = before(facts);
  const except = [...new Set(guarded ? [...ran, ...s.dataServices] : ran)];
  return {
    id: 'start',
    title: `Start release ${s.release} and wait until it is healthy`,
    call: {
      run: 'startRelease',
      args: {
        release: s.release,
        probe: s.probe,
        dataServices: s.dataServices,
        stays: dataThatStays(facts, s),
      },
    },
    // Where something served before, "start the former release again" (undo of stop) replaces the new one.
    undo: s.former
      ? undefined
      : { title: 'Stop what was started', call: { run: 'stopServices', args: { except } } },
    retry: 'health',
    limit: Math.ceil(s.probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
}

/** An undo starts again what ran, and asks of it no more than it was. */
function before({ containers }: DeployFacts): { ran: string[]; unwell: string[] } {
  const names = (all: DeployFacts['containers']): string[] => [...new Set(all.map((c) => c.service))].sort();
  return {
    ran: names(containers.filter(({ state }) => state === 'running' || state === 'restarting')),
    unwell: names(containers.filter(({ state, health }) => state !== 'running' || health === 'unhealthy')),
  };
}

/** Kept until then: an undo starts them as they were. */
export function removeStep({ removedServices }: DeployFacts, s: DeploySituation): Step {
  return {
    id: 'remove',
    title: `Remove ${removedServices.join(', ')}, which release ${s.release} does not have`,
    call: { run: 'removeServices', args: { services: removedServices } },
    retry: 'short',
    onFailure: 'warn',
  };
}
