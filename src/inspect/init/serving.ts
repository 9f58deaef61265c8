/** Which service of a project serves, where, and how that can be asked. Pure. */
import type { Route, StackContainer, StackProject } from '../../host/stacks';
import { isDomain, siteOf } from '../../host/stacks/routes';
import { databaseOf } from '../../plan/backup/not-named';
import type { AppFields } from './types';

export interface Serving {
  service: string;
  /** Others that seem to serve as well. */
  others: string[];
  domain?: string;
  /** Where the domain was read. */
  by?: string;
  /** All domains of the project. */
  domains: string[];
  port?: number;
  health?: AppFields['health'];
  /** How the health was found. */
  because: string;
}

export function servingOf(project: StackProject, routes: Route[]): Serving | undefined {
  const scored = project.containers
    .map((container) => ({ container, led: leadsTo(container, project, routes) }))
    .map((one) => ({ ...one, score: scoreOf(project, one.container, one.led.length > 0) }))
    .sort((a, b) => b.score - a.score || a.container.service.localeCompare(b.container.service));
  const [best] = scored;
  if (!best) return undefined;
  const { container, led } = best;
  const others = scored.slice(1).filter(({ score }) => score > 3 && score >= best.score - 3);
  const port = led.find((one) => one.port !== undefined)?.port ?? portOf(container);
  return {
    service: container.service,
    others: [...new Set(others.map((one) => one.container.service))].filter(
      (one) => one !== container.service,
    ),
    domain: led[0]?.domain,
    by: led[0]?.by,
    domains: [...new Set(scored.flatMap((one) => one.led.map(({ domain }) => domain)))],
    port,
    ...healthOf(container, port),
  };
}

export const kindOf = (project: StackProject, { service, image, exposed }: StackContainer): string | null => {
  const own = project.keepers.filter((keeper) => keeper.service === service);
  const said = databaseOf({ image, ports: exposed });
  return said ?? own.map((keeper) => databaseOf(keeper, project.keepers)).find(Boolean) ?? null;
};

function scoreOf(project: StackProject, container: StackContainer, led: boolean): number {
  const { service, answers, published, state, image } = container;
  let score = 0;
  if (led) score += 8;
  if (answers.some(({ status }) => status < 500)) score += 4;
  if (published.length > 0) score += 3;
  if (/^(web|app|server|frontend|nginx|caddy|proxy|gateway)$|web|server/.test(service)) score += 2;
  if (image.startsWith(`${project.name}-`) || image.startsWith(`${project.name}_`)) score += 1;
  if (state !== 'running') score -= 6;
  if (kindOf(project, container) !== null) score -= 20;
  return score;
}

interface Led {
  domain: string;
  port?: number;
  by: string;
}

/** Domains that lead to a container: by its own labels and variables, or by a proxy's files. */
function leadsTo(container: StackContainer, project: StackProject, routes: Route[]): Led[] {
  const { labels, values } = container;
  const found: Led[] = [];
  const add = (domain: string, by: string, port?: number): void => {
    if (isDomain(domain))
      found.push({ domain, by, port: port && port > 0 && port < 65_536 ? port : undefined });
  };
  const traefik = Object.entries(labels).find(([key]) => /\.loadbalancer\.server\.port$/.test(key))?.[1];
  for (const [key, value] of Object.entries(labels)) {
    if (/^traefik\.http\.routers\..+\.rule$/.test(key))
      for (const domain of hostsOfRule(value)) add(domain, 'Traefik label', Number(traefik ?? 0));
    if (/^caddy(_\d+)?$/.test(key))
      for (const domain of value.split(/[\s,]+/).flatMap(siteOf))
        add(domain, 'Caddy label', upstreamPort(labels));
  }
  for (const domain of (values.VIRTUAL_HOST ?? '').split(','))
    add(domain.trim().toLowerCase(), 'VIRTUAL_HOST', Number(values.VIRTUAL_PORT ?? 0));
  for (const route of routes) {
    const target = targetOf(route, container, project);
    if (target !== null) add(route.domain, `${route.by} configuration`, target);
  }
  return found;
}

/** The port in the container; 0: it is this one, but the port is not said; null: it leads elsewhere. */
function targetOf({ to, port }: Route, container: StackContainer, project: StackProject): number | null {
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|172\.17\.0\.1)$/.test(to))
    return container.published.find((one) => one.port === port)?.target ?? null;
  if (to === container.name) return port ?? 0;
  // A service's name is known within its networks only: another project's may be the same.
  const isOurs = to === container.service && project.containers.length > 0;
  return isOurs && (port === null || container.exposed.includes(port) || answersAt(container, port))
    ? (port ?? 0)
    : null;
}

const answersAt = ({ answers }: StackContainer, port: number): boolean =>
  answers.some((one) => one.port === port);

const hostsOfRule = (rule: string): string[] =>
  [...rule.slice(0, 2000).matchAll(/\bHost\(([^)]*)\)/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/[`"']([^`"']+)[`"']/g)].map(([, domain = '']) => domain.toLowerCase()),
  );

const upstreamPort = (labels: Record<string, string>): number => {
  const [, port] = /(?:upstreams\s+|:)(\d{1,5})/.exec(labels['caddy.reverse_proxy'] ?? '') ?? [];
  return Number(port ?? 0);
};

function portOf({ answers, published, exposed }: StackContainer): number | undefined {
  const [best] = answers.filter(({ status }) => status < 500).sort((a, b) => rankOf(a) - rankOf(b));
  if (best) return best.port;
  if (published.length > 0) return published[0]!.target;
  return exposed.length === 1 ? exposed[0] : undefined;
}

/** 400 is also what a port of TLS says to HTTP. */
const rankOf = ({ status }: { status: number }): number =>
  status < 300 ? 0 : status < 400 ? 1 : status === 400 ? 3 : 2;

function healthOf(container: StackContainer, port: number | undefined): Pick<Serving, 'health' | 'because'> {
  if (port === undefined)
    return container.health === null
      ? { health: 'none', because: 'it names no port and has no health check: nothing is asked' }
      : { because: 'by its own health check' };
  const answers = container.answers.filter((one) => one.port === port);
  const own = answers.filter(({ status }) => status < 500 && status !== 400);
  const best =
    own.find(({ status }) => status >= 200 && status < 300) ?? own.find(({ path }) => path === '/');
  if (!best) {
    const [said] = answers.map(({ status }) => `answered ${status}`);
    const because = `port ${port} ${said ?? 'gave no answer to HTTP'}: a connection is all that is asked`;
    return { health: { tcp: port }, because };
  }
  const because = `GET ${best.path} at port ${port} answered ${best.status}`;
  if (best.path === '/health' && best.status === 200) return { because };
  return {
    health: best.status === 200 ? { path: best.path } : { path: best.path, status: best.status },
    because,
  };
}
