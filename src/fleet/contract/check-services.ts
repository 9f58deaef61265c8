import { sentences } from '../../lib/sentences';
import { own } from '../../lib/unchecked';
import { dataServersOf } from '../file/app/servers';
import type { AppConfig } from '../file/app/types';
import { didYouMean } from '../file/problems/suggest';
import type { ComposeModel, ComposeService, ContractProblem } from './types';

interface Known {
  /** The first Compose file. */
  file: string;
  port: number | undefined;
  imageHasCheck: boolean | null;
}

/** Checks the Compose services before anything is started. */
export function checkServices(
  app: AppConfig,
  compose: ComposeModel,
  { file, port, imageHasCheck }: Known,
): ContractProblem[] {
  const service = serviceOf(compose, app.service);
  const found = [...missingServices(app, compose), ...beyond(compose)];
  if (service)
    found.push(...checkHealth(app, service, { port, imageHasCheck }), ...checkService(app, compose, service));
  const problems: ContractProblem[] = found.map(([field, message]) => ({ file, field, message }));
  if (service && port === undefined && app.health.given === 'path')
    problems.push({
      file: 'the fleet file',
      field: `apps.${app.name}.port`,
      message: `is missing; add the port in the container at which ${app.health.path} answers`,
    });
  return problems;
}

/** What the fleet file says of the app's health suffices where no container has a check of its own. */
export const provesItself = ({
  contract,
  health,
  port,
}: Pick<AppConfig, 'contract' | 'health' | 'port'>): boolean =>
  contract === 'compose' &&
  (health.given !== undefined || health.tcp !== undefined || health.url !== undefined || port !== undefined);

/** What to write where nothing shows whether the app serves. */
export const healthRemedy = (app: string): string =>
  sentences(
    `is missing, and the image of the service brings none; under apps.${app} in the fleet file,`,
    'add health: { path: /… } with port, or health: { tcp: PORT }, or health: none',
  );

function checkHealth(
  app: AppConfig,
  { healthcheck }: ComposeService,
  { port, imageHasCheck }: Pick<Known, 'port' | 'imageHasCheck'>,
): Part[] {
  if (healthcheck.present || imageHasCheck === true || provesItself(app)) return [];
  const at = `services.${app.service}.healthcheck`;
  if (app.contract === 'sgos')
    return [[at, 'is missing; add a test that passes only when the app can serve, with a start_period']];
  // Whether the only port takes connections is asked then.
  return imageHasCheck === false && port === undefined ? [[at, healthRemedy(app.name)]] : [];
}

/** What Docker Compose would do in passing, or refuse only when everything is stopped. */
function beyond({ services, swarm = [], unwritable = [] }: ComposeModel): Part[] {
  const remedies = {
    pre_stop: sentences(
      'is run only by `docker compose stop`, and a deploy stops containers by Docker itself;',
      'let the process end by stop_signal within stop_grace_period instead',
    ),
    provider:
      'is run by a program of its own, whose results no release can hold; run it beside the app instead',
  };
  return [
    ...Object.entries(services).flatMap(([name, { beyond: keys = [] }]) =>
      keys.map((key): Part => [`services.${name}.${key}`, remedies[key]]),
    ),
    ...unwritable.map((field): Part => [
      field,
      'has content of the Compose file or of a variable, which Docker puts into no container with read_only; write file instead',
    ]),
    ...swarm.map((field): Part => [
      `${field}.external`,
      'is kept by Swarm, which Docker Compose does not ask; write file, content or environment instead',
    ]),
  ];
}

type Part = [field: string, message: string];

export const serviceOf = (compose: ComposeModel, name: string): ComposeService | undefined =>
  own(compose.services, name) && compose.services[name];

function missingServices(app: AppConfig, compose: ComposeModel): Part[] {
  const wanted: [name: string, key: string][] = [[app.service, 'service']];
  wanted.push(...dataServersOf(app).map(({ service, key }): [string, string] => [service, key]));
  wanted.push(...app.data.services.map((name): [string, string] => [name, 'data.services']));
  const names = Object.keys(compose.services);
  return wanted
    .filter(([name]) => !serviceOf(compose, name))
    .map(([name, key]) => [
      `services.${name}`,
      sentences(
        'is missing,',
        `but the fleet file names it under ${key}${didYouMean(name, names) || `; the services are ${names.join(', ') || 'none'}`}`,
      ),
    ]);
}

function checkService(app: AppConfig, compose: ComposeModel, service: ComposeService): Part[] {
  const at = `services.${app.service}`;
  const parts: Part[] = [];
  const network = networkNeeded(app);
  if (network !== undefined && !joins(compose, service, network)) {
    parts.push([
      `${at}.networks`,
      `should name the proxy's network ${network}, and networks.${network} should be external: true`,
    ]);
  }
  const container = service.containerName;
  // A name made of variables is known only on the host.
  if (
    app.container !== undefined &&
    container !== undefined &&
    !container.includes('$') &&
    container !== app.container
  ) {
    parts.push([`${at}.container_name`, `should be ${app.container}; it is ${container}`]);
  }
  return parts;
}

/** Contract sgos always needs the network; other apps only if the proxy reaches their slots by name. */
function networkNeeded({ contract, proxy }: AppConfig): string | undefined {
  if (contract === 'sgos') return proxy.network ?? 'sgos';
  return proxy.switch === 'flag' ? proxy.network : undefined;
}

const joins = (compose: ComposeModel, service: ComposeService, network: string): boolean =>
  service.networks.some((key) => {
    const known = Object.hasOwn(compose.networks, key) ? compose.networks[key] : undefined;
    return known !== undefined && known.external && (known.name ?? key) === network;
  });
