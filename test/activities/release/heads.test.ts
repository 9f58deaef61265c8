import type { Deps } from '../../../src/activities/deps';
import { headComparison, type Pace } from '../../../src/activities/release/heads';
import { RoostError } from '../../../src/errors';

const HEAD = 'a'.repeat(40);
const SERVING = 'b'.repeat(40);

interface World {
  /** App to host. */
  hosts: Record<string, string>;
  /** What a question to that host does before it is answered. */
  answer: (host: string) => Promise<void>;
}

/** A fleet whose apps all serve `SERVING`, and whose branch is at `HEAD`. */
function world({ hosts, answer }: World): { deps: Deps; asked: string[]; notified: string[] } {
  const [asked, notified] = [[] as string[], [] as string[]];
  const apps = Object.entries(hosts).map(([name, host]) => [
    name,
    {
      name,
      host,
      branch: 'main',
      repository: `git@git.example:${name}.git`,
      directory: `/srv/${name}`,
      source: 'src',
      project: 'src',
      push: { deploy: 'automatic' },
    },
  ]);
  const record = `1 - ${JSON.stringify({ commit: SERVING, images: {}, committedAt: '2026-01-01T00:00:00Z' })}\n`;
  const exec = (host: string) => async (argv: string[]) => {
    if (argv.includes('ls-remote')) {
      asked.push(host);
      await answer(host);
      return { stdout: `${HEAD}\trefs/heads/main\n`, stderr: '', code: 0 };
    }
    return { stdout: argv.includes('list-releases') ? record : '', stderr: '', code: 0 };
  };
  const deps = {
    fleet: async () => ({
      apps: Object.fromEntries(apps),
      hosts: Object.fromEntries(Object.values(hosts).map((name) => [name, { name }])),
    }),
    host: ({ name }: { name: string }) => ({ name, exec: exec(name) }),
    jobs: () => ({}),
    guard: () => ({ current: async () => ({ release: 1 }) }),
    look: async (app: string) => void notified.push(app),
    redactor: { scrub: (text: string) => text },
  } as unknown as Deps;
  return { deps, asked, notified };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fleetOf = (hostCount: number, appsEach: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: hostCount * appsEach }, (_, i) => [`app${i}`, `host${i % hostCount}`]),
  );

test('hosts that hang do not keep the others from being compared', async () => {
  const hangs = new Set(Array.from({ length: 10 }, (_, i) => `host${i}`));
  const away = new Set(Array.from({ length: 5 }, (_, i) => `host${10 + i}`));
  const { deps, asked, notified } = world({
    hosts: fleetOf(50, 4),
    answer: async (host) => {
      await pause(hangs.has(host) ? 40 : 1);
      if (hangs.has(host)) throw new RoostError('CommandTimeout', `${host}: git took too long`);
      if (away.has(host)) throw new RoostError('HostUnreachable', `${host} does not answer`);
    },
  });
  const reports = await headComparison(deps)();
  expect(reports).toHaveLength(200);
  expect(notified).toHaveLength(35 * 4);
  expect(reports.filter(({ says }) => says === 'look')).toHaveLength(35 * 4);
  expect(reports.find(({ app }) => app === 'app0')).toMatchObject({
    says: 'unknown',
    why: 'CommandTimeout: host0: git took too long',
  });
  expect(asked.filter((host) => hangs.has(host)).length).toBeLessThanOrEqual(20);
  expect(asked.filter((host) => away.has(host)).length).toBeLessThanOrEqual(10);
});

test('an app for which there was no time comes first in the next comparison', async () => {
  let now = 0;
  const pace: Pace = { limit: 2, now: () => now };
  const hosts = { one: 'hornbill', two: 'hornbill', three: 'hornbill', four: 'hornbill', five: 'hornbill' };
  const { deps, notified } = world({
    hosts,
    answer: async () => {
      await pause(1);
      now += 2;
    },
  });
  const compare = headComparison(deps, pace);
  const first = await compare();
  expect(first.map(({ says }) => says)).toEqual(['look', 'look', 'unknown', 'unknown', 'unknown']);
  expect(first[2]!.why).toContain('no time left');
  await compare();
  expect(notified.slice(0, 4)).toEqual(['one', 'two', 'three', 'four']);
  await compare();
  expect(notified.slice(4)).toEqual(['five', 'one']);
});
