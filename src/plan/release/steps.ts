/** The steps that both strategies share. Titles read as the runbook. */
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import { HOUR } from '../../lib/time';
import type { Slot, Strategy } from '../../protocol/steps/release';
import type { Ask, Step } from '../../protocol/steps/step';
import { otherSlot } from '../names';
import { short } from '../short';
import { filesOfWhatRuns } from './compose';
import type { DeployFacts } from './facts';
import { newerText } from './newer';
import type { DeploySituation } from './situation';

export function adoptStep(facts: DeployFacts, s: DeploySituation): Step {
  const compose = filesOfWhatRuns(facts);
  const images = Object.fromEntries(
    facts.containers.filter((c) => c.state === 'running').map((c) => [c.service, c.imageId]),
  );
  return {
    id: 'adopt',
    title: `Keep what runs now as release 0${facts.headOnHost ? ` (${short(facts.headOnHost)})` : ''}`,
    call: {
      run: 'adoptRelease',
      args: {
        release: 0,
        commit: facts.headOnHost,
        version: s.former?.version ?? null,
        secrets: facts.app.secrets,
        images,
        compose,
      },
    },
    retry: 'short',
    onFailure: 'undo',
  };
}

/**
 * Recreated without a slot: the proxy finds the conventional name
 * at once, a slot's new address only later.
 */
export const slotFor = (s: DeploySituation, strategy: Strategy): Slot | null =>
  strategy === 'rolling' ? otherSlot(s.slot) : null;

/** Everything that can be done while the former release serves. */
export function prepareSteps(facts: DeployFacts, s: DeploySituation, strategy: Strategy): Step[] {
  const { app, target } = facts;
  const steps: Step[] = [
    {
      id: 'stage',
      title: `Check out ${short(target.commit)} as release ${s.release} and decrypt its secrets`,
      call: {
        run: 'stageRelease',
        args: {
          release: s.release,
          commit: target.commit,
          version: facts.contract.facts?.version ?? null,
          migration: facts.migration,
          secrets: app.secrets,
        },
      },
      undo: unstage(s),
      retry: 'short',
      onFailure: 'undo',
    },
    {
      id: 'build',
      title: `Build or pull the images of ${short(target.commit)}${newerText(facts)}`,
      call: {
        run: 'buildImages',
        args: {
          release: s.release,
          strategy,
          slot: slotFor(s, strategy),
          service: app.service,
          dataServices: s.dataServices,
          pull: facts.pull ? true : undefined,
          asked: s.probe.ask === 'nothing' ? undefined : true,
        },
      },
      retry: 'long',
      limit: (2 * HOUR) / 1000,
      onFailure: 'undo',
    },
  ];
  return s.adopting ? [adoptStep(facts, s), ...steps] : steps;
}

export const unstage = (s: DeploySituation): NonNullable<Step['undo']> => ({
  title: `Remove release ${s.release}`,
  call: { run: 'discardReleases', args: { releases: [s.release] } },
});

/**
 * The app's own postdeploy script, once. `ask` shows what an unknown outcome
 * means here; `stopped`: nothing else of the app runs.
 */
export function scriptStep(app: AppConfig, s: DeploySituation, ask: Ask, stopped = false): Step {
  const on = app.postdeploy === 'on host' ? 'host' : 'container';
  return {
    id: 'postdeploy',
    title: `Run postdeploy ${on === 'host' ? 'on the host' : `in release ${s.release}`}: ${s.script}`,
    call: {
      run: 'runScript',
      args: {
        name: 'postdeploy',
        command: s.script ?? '',
        on,
        release: s.release,
        service: app.service,
        dataServices: s.dataServices,
        stopped: stopped ? true : undefined,
      },
    },
    retry: 'long',
    limit: (2 * HOUR) / 1000,
    onFailure: 'undo',
    once: true,
    ask,
  };
}

export const ASK_WITHOUT_DATA: Ask = {
  default: 'undo',
  prompt: sentences(
    'retry runs the script again; skip takes it for done;',
    'undo goes back to the former release and leaves the data as they are;',
    'abort ends the run as things stand.',
  ),
};

export function maintenanceOff(id: string, title: string): Step {
  return {
    id,
    title,
    call: { run: 'setMaintenance', args: { on: false } },
    undo: { title: 'Maintenance flag on again', call: { run: 'setMaintenance', args: { on: true } } },
    retry: 'short',
    onFailure: 'undo',
  };
}

/** `ignore`: services that the release does not start. */
export function verifyStep(
  facts: DeployFacts,
  s: DeploySituation,
  former: string | null,
  ignore: string[],
): Step {
  const settle = `watch for ${facts.app.settle / 1000} s`;
  return {
    id: 'verify',
    title: s.url
      ? sentences(
          `Ask ${s.url.host ?? ''}${s.url.host ? facts.app.health.path : s.url.url} through the proxy,`,
          `then ${settle}`,
        )
      : `Serve and ${settle}`,
    call: {
      run: 'verifyRelease',
      args: {
        release: s.release,
        url: s.url,
        settle: facts.app.settle,
        service: facts.app.service,
        former,
        ignore,
      },
    },
    retry: 'health',
    limit: Math.ceil((facts.app.settle * 3 + facts.app.health.wait) / 1000) + 60,
    onFailure: 'undo',
  };
}

export function commitStep(s: DeploySituation): Step {
  return {
    id: 'commit',
    title: `Record release ${s.release} as the current one`,
    call: { run: 'commitRelease', args: { release: s.release } },
    retry: 'short',
    onFailure: 'undo',
    commits: true,
  };
}

export function discardStep(releases: number[], keep: number): Step {
  return {
    id: 'discard',
    title: `Remove release${releases.length > 1 ? 's' : ''} ${releases.join(', ')} (${keep} are kept)`,
    call: { run: 'discardReleases', args: { releases } },
    retry: 'short',
    onFailure: 'warn',
  };
}
