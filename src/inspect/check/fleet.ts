/** All checks of hosts and apps, the hosts side by side. */
import { isBackedUp, type AppConfig, type HostConfig } from '../../fleet/file';
import type { Host } from '../../host/types';
import { onlyIf } from '../../lib/only-if';
import { toReport } from '../../temporal/runs/errors';
import type { InspectDeps } from '../deps';
import { within } from '../within';
import { appFactsArgv, parseAppFacts } from './app/facts';
import { appFindings } from './app/findings';
import { notNamedFindings } from './app/not-named';
import { ownTimesFindings } from './app/own-times';
import { secretFindings } from './app/secrets';
import { driftFindings } from './host/drift';
import { hostFactsArgv, parseHostFacts } from './host/facts';
import { hostFindings } from './host/findings';
import { reachFindings } from './host/reach';
import { namedFindings } from './named';
import { proxyFacts, type ProxyFacts } from './proxy';
import { about, fail, ok, unknown, type Row } from './types';

/** A repository may be large, even at depth 1. */
const APP_LIMIT = 60_000;

export async function hostRows(deps: InspectDeps, config: HostConfig, apps: AppConfig[]): Promise<Row[]> {
  const reach = await reachFindings(deps, config);
  const rows = about(config.name, reach);
  if (reach.every(({ state }) => state === 'fail'))
    return [
      ...rows,
      ...apps.flatMap((app) =>
        about(app.name, [unknown('app', `not asked: ${config.name} is out of reach`)]),
      ),
    ];
  try {
    const host = await deps.host(config);
    const asked = deps.now().getTime();
    const needed = (await deps.fleet()).backup ? forBackups(apps) : [];
    const facts = parseHostFacts(
      (await within(config.name, host.exec(hostFactsArgv(config, apps, needed)))).stdout,
    );
    const middle = (asked + deps.now().getTime()) / 2000;
    rows.push(...about(config.name, hostFindings(config, facts, facts.time - middle)));
    const [behind, drift] = await Promise.all([
      proxyFacts(host, config, facts),
      driftFindings(host, await deps.fleet(), config),
    ]);
    rows.push(...about(config.name, drift));
    return [
      ...rows,
      ...(
        await Promise.all(
          apps.map((app) => appRows(deps, host, config, app, { compose: facts.compose, behind })),
        )
      ).flat(),
    ];
  } catch (error) {
    const { message, hint } = toReport(error);
    return [...rows, ...about(config.name, [fail('facts', message, hint)])];
  }
}

function forBackups(apps: AppConfig[]): string[] {
  const copied = apps.filter(isBackedUp);
  // One that is copied by its own script needs what that does; of contract sgos only
  // the release that serves shows whether there is one.
  const hasScript = ({ contract, scripts }: AppConfig): boolean =>
    contract === 'sgos' || scripts.backup !== undefined;
  const byUs = copied.filter((app) => (app.backup.from ?? (hasScript(app) ? 'script' : 'data')) === 'data');
  const databases = byUs.some(({ data }) => data.sqlite.length > 0);
  return [...onlyIf(copied.length > 0, 'rsync'), ...onlyIf(databases, 'sqlite3/python3')];
}

async function appRows(
  deps: InspectDeps,
  host: Host,
  config: HostConfig,
  app: AppConfig,
  { compose, behind }: { compose: string | null; behind: ProxyFacts | null },
): Promise<Row[]> {
  if (app.archived !== undefined)
    return about(app.name, [ok('archived', `since ${app.archived}: nothing is asked`)]);
  try {
    const { stdout } = await within(
      config.name,
      host.exec(appFactsArgv(app, config), { timeout: APP_LIMIT }),
      APP_LIMIT,
    );
    const facts = parseAppFacts(stdout);
    const found = appFindings(app, config, facts, { compose, behind }, (text) => host.scrub(text));
    const fleet = await deps.fleet();
    const secrets = compose === null ? [] : await secretFindings(deps, fleet, host, app, facts);
    const times = ownTimesFindings(app, fleet, deps.now());
    const model = facts.reading?.model;
    const named = await namedFindings(host, config, app, model);
    const unnamed = await notNamedFindings(host, config, app, model);
    return about(app.name, [...found, ...secrets, ...named, ...unnamed, ...times]);
  } catch (error) {
    const { message, hint } = toReport(error);
    return about(app.name, [fail('facts', message, hint)]);
  }
}
