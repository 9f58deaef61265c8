/** Stops the app's containers; what holds data stays. */
import { sentences } from '../../../lib/sentences';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { appContainers, isRunning, type Container } from '../../app/containers/containers';
import { servicesIn } from '../../app/containers/services';
import { stopAll } from '../../app/containers/stopped';
import { readRecord } from '../../app/folder/records';
import type { StepSite } from '../../app/site';

export async function stopServices(site: StepSite, args: ReleaseStepArgs['stopServices']): Promise<string> {
  const { stopped } = await stopBut(site, args.except);
  return stopped.length > 0 ? `stopped ${namesOf(stopped)}` : 'nothing ran';
}

export interface StoppedAgain {
  /** Of what had begun to run again. */
  warnings: string[];
  /** When the last of the stopped containers was started; ISO 8601, empty where none ever was. */
  lastStart: string;
}

/** What the plan has stopped stays stopped, also where Docker or a person has started it since. */
export async function stopAgain(site: StepSite, except: string[]): Promise<StoppedAgain> {
  const { stopped, all } = await stopBut(site, except);
  const starts = all.flatMap(({ startedAt }) => startedAt ?? []);
  return {
    warnings:
      stopped.length > 0
        ? [
            sentences(
              `${namesOf(stopped)} had been stopped,`,
              `ran again before step ${site.context.step}, and was stopped again.`,
            ),
          ]
        : [],
    lastStart: starts.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1) ?? '',
  };
}

async function stopBut(
  site: StepSite,
  except: string[],
): Promise<{ stopped: Container[]; all: Container[] }> {
  const all = await stoppable(site, except);
  const stopped = all.filter(isRunning);
  await stopAll(site, stopped);
  return { stopped, all };
}

/** Those that a plan stops, running or not. */
export async function stoppable(site: StepSite, except: string[]): Promise<Container[]> {
  const isOurs = await startedByRelease(site);
  return (await appContainers(site)).filter(({ service }) => isOurs(service) && !except.includes(service));
}

/**
 * A person's own containers run on: those of profiles that are not active, and
 * of services that no file has. A run that was ended may have left other files
 * in the folder than those of the serving release.
 */
async function startedByRelease(site: StepSite): Promise<(service: string) => boolean> {
  const serving = await readRecord(site, site.context.expect);
  const services = await servicesIn(site, serving);
  const had = Object.keys(serving?.images ?? {});
  if (services)
    return (name) => services.active.includes(name) || (had.includes(name) && !services.idle.includes(name));
  return (name) => had.length === 0 || had.includes(name);
}

const namesOf = (all: Container[]): string => all.map(({ service }) => service).join(', ');
