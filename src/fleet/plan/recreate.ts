/** `recreate`: the old containers stop, the new ones start, a maintenance page in between. */
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';
import { ASK_WITHOUT_DATA, commitStep, maintenanceOff, prepareSteps, scriptStep, verifyStep } from './steps';
import type { Ask, Step, StepUndo } from './types';

const ASK_WITH_DATA: Ask = {
  default: 'undo',
  says: 'The maintenance page is up and nothing can write. retry runs the script again; skip takes it for done; undo puts the dump back and starts the former release; abort ends the run as things stand.',
};

const ASK_AFTER_FLAG: Ask = {
  default: 'stay',
  says: 'The new release has served on migrated data. retry asks again; skip takes it for good; undo puts the dump back (what was written since is lost) and starts the former release; abort ends the run as things stand.',
};

export function recreateSteps(facts: DeployFacts, s: DeploySituation): Step[] {
  const { app } = facts;
  const breaking = facts.migration === 'breaking';
  // A first deploy has no data to keep.
  const postgres = breaking && s.former ? app.data.postgres : undefined;
  const beforeStart = app.postdeploy === 'before start';
  const script = s.script ? [scriptStep(app, s, postgres ? ASK_WITH_DATA : breaking ? { ...ASK_WITHOUT_DATA, default: 'stay' } : ASK_WITHOUT_DATA)] : [];
  const flag = facts.host.proxy !== undefined;

  const steps: Step[] = [
    // Without a slot: the proxy finds the conventional name at once, a slot's new address only later.
    ...prepareSteps(facts, s, 'recreate', null),
    ...(!breaking && beforeStart ? script : []),
    ...(flag ? [flagOn()] : []),
    ...(s.former ? [stopStep(s)] : []),
    ...(postgres ? [dumpStep(s, postgres)] : []),
    ...(breaking && beforeStart ? script : []),
    startStep(s),
    ...(beforeStart ? [] : script),
    ...(flag ? [maintenanceOff('flag-off', 'Maintenance flag off')] : []),
    verifyStep(facts, s, null),
    commitStep(s),
  ];
  return postgres ? guardData(steps, s, postgres) : steps;
}

/** From the dump on, undo puts the data back; once the flag is off only when an operator says so. */
function guardData(steps: Step[], s: DeploySituation, postgres: NonNullable<DeployFacts['app']['data']['postgres']>): Step[] {
  const first = steps.findIndex((step) => step.id === 'dump') + 1;
  const putBack: StepUndo = {
    title: 'Put the dump back',
    call: { run: 'restoreData', args: { release: s.release, postgres } },
    // Without a flag the release may be written to as soon as it runs.
    freeUntil: steps.some((step) => step.id === 'flag-off') ? 'flag-off' : 'start',
    says: 'The new release may have been written to. undo puts the dump back (what was written since is lost) and starts the former release; abort ends the run as things stand.',
  };
  return steps.map((step, i) => {
    if (i === first) return { ...step, undo: putBack };
    if (step.id === 'verify' || step.id === 'commit') return { ...step, onFailure: 'ask', ask: ASK_AFTER_FLAG };
    return step;
  });
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

function stopStep(s: DeploySituation): Step {
  const former = s.former?.release ?? 0;
  return {
    id: 'stop',
    title: `Stop release ${former}${s.dataServices.length > 0 ? ` (${s.dataServices.join(', ')} stays)` : ''}`,
    call: { run: 'stopServices', args: { except: s.dataServices } },
    undo: { title: `Start release ${former} again`, call: { run: 'startRelease', args: { release: former, probe: s.probe, dataServices: s.dataServices } } },
    retry: 'short',
    onFailure: 'undo',
  };
}

function dumpStep(s: DeploySituation, postgres: NonNullable<DeployFacts['app']['data']['postgres']>): Step {
  return {
    id: 'dump',
    title: `Dump the database ${postgres.database} and read the dump back`,
    call: { run: 'dumpData', args: { release: s.release, postgres } },
    retry: 'long',
    limit: 4 * 3600,
    onFailure: 'undo',
  };
}

function startStep(s: DeploySituation): Step {
  return {
    id: 'start',
    title: `Start release ${s.release} and wait until it is healthy`,
    call: { run: 'startRelease', args: { release: s.release, probe: s.probe, dataServices: s.dataServices } },
    // Where something served before, "start the former release again" (undo of stop) replaces the new one.
    ...(s.former ? {} : { undo: { title: 'Stop what was started', call: { run: 'stopServices', args: { except: [] } } } }),
    retry: 'health',
    limit: Math.ceil(s.probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
}
