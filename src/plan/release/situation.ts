/** What the planners derive from the facts, once. */
import { dataServicesOf } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import type { ReleasePlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { Probe, Slot, UrlCheck } from '../../protocol/steps/release';
import type { DeployFacts } from './facts';

export interface DeploySituation {
  scope: AppScope;
  release: number;
  /** What undo returns to; null: nothing serves. */
  former: ReleasePlan['from'];
  /** It serves, but by other means than roost. */
  adopting: boolean;
  slot: Slot | null;
  /** Id of the only running container of the serving service; null: none, several, or a stray one. */
  servingContainer: string | null;
  /** What runs is not the serving release: a run that was terminated has left it. */
  stray: boolean;
  /** The serving release runs, is not unhealthy, and is what is in the app's folder. */
  servesWell: boolean;
  dataServices: string[];
  probe: Probe;
  url: UrlCheck | null;
  script: string | null;
}

export function situationOf(facts: DeployFacts): DeploySituation {
  const { app, serving } = facts;
  const running = facts.containers.filter((c) => c.service === app.service && c.state === 'running');
  const only = running.length === 1 ? running[0] : undefined;
  const stray = Boolean(serving?.image && running.some(({ imageId }) => imageId !== serving.image));
  const asMany = running.length === (serving?.replicas ?? 1);
  const moved = Boolean(facts.headOnHost && serving?.commit && facts.headOnHost !== serving.commit);
  const adopting = !serving && running.length > 0;
  const version = adopting ? null : (serving?.version ?? null);
  return {
    scope: {
      kind: 'app',
      app: app.name,
      host: app.host,
      directory: app.directory,
      source: app.source,
      project: serving?.project ?? running[0]?.project ?? projectByCompose(facts) ?? app.project,
      compose: facts.contract.reading?.files ?? app.compose,
    },
    release: Math.max(0, ...facts.releases.map((r) => r.release)) + 1,
    former: serving
      ? { release: serving.release, commit: serving.commit, version }
      : adopting
        ? { release: 0, commit: facts.headOnHost, version }
        : null,
    adopting,
    slot: serving?.slot ?? null,
    servingContainer: only && !stray ? only.id : null,
    stray,
    servesWell: asMany && running.every(({ health }) => health !== 'unhealthy') && !stray && !moved,
    dataServices: dataServicesOf(app),
    probe: probeOf(facts),
    url: urlCheckOf(facts),
    script: facts.contract.facts?.scripts.postdeploy ?? null,
  };
}

/**
 * Where nothing runs yet: `COMPOSE_PROJECT_NAME`, `name:`, or the
 * folder. An app of contract sgos has its own name.
 */
function projectByCompose({ app, contract }: DeployFacts): string | undefined {
  return app.contract === 'sgos' || app.projectGiven ? undefined : contract.compose?.name;
}

/** What is asked at the container's own address. `contract`: where a commit's is known. */
export function probeOf({ app, contract }: Pick<DeployFacts, 'app'> & Partial<DeployFacts>): Probe {
  const { tcp, path, status, json, wait } = app.health;
  const port = tcp ?? app.port ?? contract?.port ?? (app.contract === 'sgos' ? 80 : undefined);
  const probe = { service: app.service, port: port ?? 80, path, status, json, wait };
  if (tcp !== undefined) return { ...probe, ask: 'tcp' };
  if (asksPath(app) && port !== undefined) return probe;
  // The only port that the Compose file names.
  return app.health.given !== 'none' && app.contract === 'compose' && contract?.port !== undefined
    ? { ...probe, ask: 'tcp', unchecked: true }
    : { ...probe, ask: 'nothing' };
}

/** Without a word about health or port in the fleet file, the containers' own checks are all there is. */
const asksPath = ({ contract, health, port }: AppConfig): boolean =>
  health.given !== 'none' && (contract === 'sgos' || health.given === 'path' || port !== undefined);

/** Behind a person's maintenance flag the URL would only answer 503. */
export function urlCheckOf({
  app,
  host,
  personFlag,
}: Pick<DeployFacts, 'app' | 'host' | 'personFlag'>): UrlCheck | null {
  if (personFlag) return null;
  const answer = { status: app.health.status, json: app.health.json };
  if (app.health.url) return { url: app.health.url, host: null, ...answer };
  if (host.proxy && app.domain && asksPath(app))
    return { url: host.proxy.url + app.health.path, host: app.domain, ...answer };
  return null;
}
