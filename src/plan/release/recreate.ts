/** `recreate`: the old containers stop, the new ones start, a maintenance page in between. */
import type { Postgres } from '../../protocol/data';
import type { Ask, Step } from '../../protocol/step';
import { guardData, overMigrated, overRestored } from './data-guard';
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';
import { ASK_WITHOUT_DATA, commitStep, maintenanceOff, scriptStep, verifyStep } from './steps';

const ASK_WITH_DATA: Ask = {
  default: 'undo',
  prompt:
    'The maintenance page is up and nothing can write. retry runs the script again; skip takes it for done; undo puts the dump back and starts the former release; abort ends the run as things stand.',
};

/** What follows once the release is prepared. `restore`: puts older data back, after the present ones were dumped. */
export function recreateSteps(facts: DeployFacts, s: DeploySituation, restore: Step | null = null): Step[] {
  const { app } = facts;
  const breaking = facts.migration === 'breaking';
  // A first deploy has no data to keep.
  const postgres = breaking && s.former ? app.data.postgres : undefined;
  const beforeStart = app.postdeploy === 'before start';
  const script = s.script
    ? [
        scriptStep(
          app,
          s,
          postgres ? ASK_WITH_DATA : breaking ? { ...ASK_WITHOUT_DATA, default: 'stay' } : ASK_WITHOUT_DATA,
          breaking && beforeStart,
        ),
      ]
    : [];
  const flag = facts.host.proxy !== undefined;

  const steps: Step[] = [
    ...(!breaking && beforeStart ? script : []),
    ...(flag ? [flagOn()] : []),
    ...(s.former ? [stopStep(facts, s)] : []),
    ...(postgres ? [dumpStep(s, postgres)] : []),
    ...(restore ? [restore] : []),
    ...(breaking && beforeStart ? script : []),
    startStep(facts, s),
    ...(beforeStart ? [] : script),
    ...(flag ? [maintenanceOff('flag-off', 'Maintenance flag off')] : []),
    verifyStep(facts, s, null, s.former ? s.dataServices : []),
    commitStep(s),
    ...(s.former && facts.removedServices.length > 0 ? [removeStep(facts, s)] : []),
  ];
  if (!postgres) return steps;
  const data = { release: s.release, postgres, dataServices: s.dataServices };
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
  return {
    id: 'stop',
    title: `Stop release ${former}${s.dataServices.length > 0 ? ` (${s.dataServices.join(', ')} stays)` : ''}`,
    call: { run: 'stopServices', args: { except: s.dataServices } },
    undo: {
      title: `Start release ${former} again`,
      call: {
        run: 'startRelease',
        args: { release: former, probe: s.probe, dataServices: s.dataServices, before: before(facts) },
      },
    },
    retry: 'short',
    onFailure: 'undo',
  };
}

function dumpStep(s: DeploySituation, postgres: Postgres): Step {
  return {
    id: 'dump',
    title: `Dump the database ${postgres.database} and read the dump back`,
    call: { run: 'dumpData', args: { release: s.release, postgres, dataServices: s.dataServices } },
    retry: 'long',
    limit: 4 * 3600,
    onFailure: 'undo',
  };
}

function startStep(facts: DeployFacts, s: DeploySituation): Step {
  return {
    id: 'start',
    title: `Start release ${s.release} and wait until it is healthy`,
    call: { run: 'startRelease', args: { release: s.release, probe: s.probe, dataServices: s.dataServices } },
    // Where something served before, "start the former release again" (undo of stop) replaces the new one.
    ...(s.former
      ? {}
      : {
          undo: {
            title: 'Stop what was started',
            call: { run: 'stopServices', args: { except: before(facts).ran } },
          },
        }),
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
function removeStep({ removedServices }: DeployFacts, s: DeploySituation): Step {
  return {
    id: 'remove',
    title: `Remove ${removedServices.join(', ')}, which release ${s.release} does not have`,
    call: { run: 'removeServices', args: { services: removedServices } },
    retry: 'short',
    onFailure: 'warn',
  };
}
