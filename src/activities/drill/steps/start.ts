/** Starts the containers of a drill, and waits for them. Nothing asks them but from their own network. */
import { RoostError } from '../../../errors';
import { up } from '../../../host/commands/compose';
import { anyCode } from '../../../host/exit-code';
import { readUptime } from '../../../host/uptime';
import { lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import type { DrillStepArgs } from '../../../protocol/steps/drill';
import type { Probe } from '../../../protocol/steps/release';
import { appContainers, isReady, isRunning, type Container } from '../../app/containers/containers';
import { ask, endedWithHost, fault, pause, unhealthy, waitHealthy } from '../../app/containers/health';
import { fencedJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import { drillCompose } from './create';

const inside = shellScript(__dirname, 'inside');

export async function startDrillData(
  site: StepSite,
  { services, wait }: DrillStepArgs['startDrillData'],
): Promise<string> {
  await start(site, services);
  const ours = async (): Promise<Container[]> =>
    (await appContainers(site)).filter(({ service }) => services.includes(service));
  const uptime = await readUptime(site.host);
  for (const end = Date.now() + wait; ; await pause(300)) {
    const all = await ours();
    for (const one of all) {
      const wrong = fault(one, uptime);
      if (wrong) throw await unhealthy(site, one, wrong);
    }
    const late = all.find((one) => !isReady(one));
    if (all.length > 0 && !late) return `${all.map(({ service }) => service).join(', ')} run`;
    if (Date.now() < end) continue;
    if (late) throw await unhealthy(site, late, `was not ready after ${wait / 1000} s`);
    throw new RoostError('Unhealthy', `There is no service ${services.join(', ')} in the drill.`, {
      services,
    });
  }
}

export async function startDrill(site: StepSite, { probe }: DrillStepArgs['startDrill']): Promise<string> {
  await start(site, []);
  // The host has no address in the drill's network.
  const serving = await waitHealthy(site, () => appContainers(site), { ...probe, ask: 'nothing' }, []);
  if (probe.ask === 'nothing') return 'healthy by its containers';
  for (const end = Date.now() + probe.wait; ; await pause(500)) {
    const answer = await askInside(site, serving, probe);
    if (answer === null) return `healthy at port ${probe.port}`;
    const [now] = (await appContainers(site)).filter(({ id }) => id === serving.id);
    if (!now || !isRunning(now)) throw await unhealthy(site, now ?? serving, 'ended');
    if (Date.now() > end)
      throw await unhealthy(site, serving, `does not answer as it should at port ${probe.port} (${answer})`);
  }
}

/**
 * No container of a drill has a restart policy. One that a restart of Docker or the host has ended
 * is started again, with what it depends on, by the step that needs it.
 */
export async function startAfterRestart(site: StepSite, service: string): Promise<void> {
  const uptime = await readUptime(site.host);
  const all = await appContainers(site);
  if (all.some((one) => one.service === service && endedWithHost(one, uptime)))
    await start(site, [service], 'start');
}

/** `part`: of a step that has a job of its own. */
async function start(site: StepSite, services: string[], part?: string): Promise<void> {
  const argv = up(drillCompose(site), services, { noBuild: true, noRecreate: true });
  const { code, tail } = await fencedJob(site, argv, { part });
  if (code === 0) return;
  const uptime = await readUptime(site.host);
  // Compose only shows that a dependency failed.
  for (const one of await appContainers(site)) {
    const wrong = fault(one, uptime);
    if (wrong) throw await unhealthy(site, one, wrong);
  }
  throw new RoostError(
    'Unhealthy',
    `The drill of ${site.context.scope.app} could not be started (exit ${code}):\n${lastLines(tail, 20)}`,
    { app: site.context.scope.app },
  );
}

/** With the host's curl, in the network of the container. Null: it answers as it should. */
async function askInside(site: StepSite, { id }: Container, probe: Probe): Promise<string | null> {
  const { app, context } = site;
  const prefix = inside(`roost-${app.name}-${context.operation}-ask`, app.name, context.operation, id);
  const { port, path, status, json } = probe;
  if (probe.ask !== 'tcp')
    return ask(site, prefix, { url: `http://127.0.0.1:${port}${path}`, host: null, status, json });
  const argv = ['curl', '-sS', '-o', '/dev/null', '-w', '%{time_connect}', '--max-time', '1'];
  const { stdout } = await site.read([...prefix, ...argv, '--', `telnet://127.0.0.1:${port}`], {
    ok: anyCode,
    input: '',
  });
  return Number(stdout) > 0 ? null : `port ${port} takes no connection`;
}
