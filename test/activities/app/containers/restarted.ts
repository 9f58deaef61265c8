/** A host that came back from a restart, as activities see it, and time that passes at once. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StepSite } from '../../../../src/activities/app/site';
import { appPaths } from '../../../../src/plan/names';

const SOURCE = '/srv/apps/phone/src';
export const BEFORE = '2026-01-01T00:00:00Z';
export const AFTER = '2026-01-01T02:00:00Z';
export const boot = Date.parse('2026-01-01T01:00:00Z') / 1000;

export interface Shape {
  service: string;
  state?: string;
  startedAt?: string;
  policy?: string;
  networks?: Record<string, object>;
  restarts?: number;
  image?: string;
}

/** As `docker inspect` tells of it; its id is its service's name. */
const inspected = ({ service, state, startedAt, policy, networks, restarts, image }: Required<Shape>) => ({
  Id: service,
  Name: `/phone-${service}-1`,
  RestartCount: restarts,
  Image: image,
  Config: {
    Image: `phone-${service}`,
    Labels: {
      'com.docker.compose.service': service,
      'com.docker.compose.project': 'phone',
      'com.docker.compose.project.working_dir': SOURCE,
    },
  },
  HostConfig: { RestartPolicy: { Name: policy } },
  State: { Status: state, StartedAt: startedAt, ExitCode: 255 },
  NetworkSettings: { Networks: networks },
});

/**
 * A host that came back; `comes`: ms until Docker has started a
 * container again; `broken`: nobody can start those.
 */
export function world(
  all: Shape[],
  { comes = {} as Record<string, number>, broken = [] as string[], records = '' } = {},
) {
  const began = Date.now();
  const containers = all.map((one) => ({
    state: 'running',
    startedAt: AFTER,
    policy: 'unless-stopped',
    networks: { internal: {} },
    restarts: 0,
    image: `sha256:${one.service}`,
    ...one,
  }));
  const start = (service: string): void => {
    const found = containers.find((one) => one.service === service)!;
    Object.assign(found, { state: 'running', startedAt: AFTER });
  };
  const changes: string[][] = [];
  const written: unknown[] = [];
  const exec = async (argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' });
    if (argv[3] === 'uptime') return ok(`engine=${boot + 20}\nboot=${boot}\n`);
    if (argv[3] === 'list-releases') return ok(records);
    if (argv[3] === 'inspect-containers') {
      for (const [service, ms] of Object.entries(comes)) if (Date.now() - began >= ms) start(service);
      return ok(JSON.stringify(containers.map(inspected)));
    }
    // Neither Compose nor a log says anything.
    return { code: 1, stdout: '', stderr: '' };
  };
  const site = {
    app: { name: 'phone', compose: [] },
    config: {},
    host: { name: 'hornbill', scrub: (text: string) => text, exec },
    guard: { current: async () => null },
    scope: { project: 'phone' },
    source: SOURCE,
    paths: appPaths('/srv/apps/phone'),
    read: exec,
    change: async (argv: string[], { input = '' } = {}) => {
      if (input) written.push(JSON.parse(input));
      else changes.push(argv);
      if (argv[0] !== 'docker') return { code: 0, stdout: '', stderr: '' };
      const failed = argv.slice(2).filter((service) => broken.includes(service));
      for (const service of argv.slice(2)) if (!broken.includes(service)) start(service);
      return { code: failed.length, stdout: '', stderr: failed.map((one) => `cannot start ${one}`).join() };
    },
  } as unknown as StepSite;
  return { site, changes, written };
}

/** Runs the work as an activity while time passes; its error, or null. */
export async function passes(work: () => Promise<unknown>): Promise<Error | null> {
  const env = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const done = env.run(work).then(
    () => null,
    (error: Error) => error,
  );
  await jest.advanceTimersByTimeAsync(150_000);
  return done as Promise<Error | null>;
}
