import { MockActivityEnvironment } from '@temporalio/testing';
import type { Container } from '../../../../src/activities/app/containers/containers';
import { fault, endedWithHost, judge, waitHealthy } from '../../../../src/activities/app/containers/health';
import type { StepSite } from '../../../../src/activities/app/site';

const healthy = { status: 200, json: { status: 'healthy', 'database.ok': true } };

it.each([
  ['{"status":"healthy","database":{"ok":true}}\n200', null],
  ['{"status":"healthy","database":{"ok":true}}\n503', 'status 503, not 200'],
  ['{"status":"starting","database":{"ok":true}}\n200', 'field status is "starting", not "healthy"'],
  ['{"status":"healthy"}\n200', 'field database.ok is undefined, not true'],
  ['null\n200', 'field status is undefined, not "healthy"'],
  ['<html>\n200', 'the answer is not JSON'],
  ['\n000', 'status 0, not 200'],
  ['', 'status 0, not 200'],
])('judges %j', (text, wrong) => {
  expect(judge(text, healthy)).toBe(wrong);
});

it('reads no body where only the status counts', () => {
  expect(judge('anything\n204', { status: 204, json: {} })).toBeNull();
});

const at = (time: string): number => Date.parse(time) / 1000;
const uptime = { engine: at('2026-01-01T00:00:30Z'), boot: at('2026-01-01T00:00:00Z') };

it.each<[string, Partial<Container>, RegExp | null]>([
  ['running', { state: 'running', health: 'healthy' }, null],
  ['starting', { state: 'running', health: 'starting' }, null],
  ['restarted', { state: 'running', restartCount: 2 }, /restarted 2 times/],
  [
    'ended and started over and over',
    { state: 'restarting', exitCode: 0 },
    /ended with code 0 and is started/,
  ],
  ['one that Docker retries', { state: 'restarting', exitCode: 1, restartPolicy: 'on-failure' }, null],
  [
    'one that was retried and ended well',
    { state: 'exited', exitCode: 0, restartCount: 2, restartPolicy: 'on-failure' },
    null,
  ],
  [
    'one that was retried in vain',
    { state: 'exited', exitCode: 1, restartCount: 2, restartPolicy: 'on-failure' },
    /ended with code 1/,
  ],
  ['one that was retried', { state: 'running', restartCount: 2, restartPolicy: 'on-failure' }, null],
  ['failed', { state: 'exited', exitCode: 3 }, /ended with code 3/],
  ['a one-shot that is done', { state: 'exited', exitCode: 0 }, null],
  ['ended by the former engine', { state: 'exited', exitCode: 137, startedAt: '2026-01-01T00:00:10Z' }, null],
  ['unhealthy', { state: 'running', health: 'unhealthy' }, /unhealthy/],
])('a container that is %s', (_what, change, wrong) => {
  const found = fault(
    {
      restartCount: 0,
      exitCode: 0,
      health: null,
      state: 'running',
      startedAt: '2026-01-01T00:01:00Z',
      ...change,
    } as Container,
    uptime,
  );
  if (wrong) expect(found).toMatch(wrong);
  else expect(found).toBeNull();
});

it.each<[string, Partial<Container>, boolean]>([
  ['ended with the former engine', { state: 'exited', startedAt: '2026-01-01T00:00:10Z' }, true],
  ['was started again by the new one', { state: 'running', startedAt: '2026-01-01T00:00:40Z' }, false],
  ['ended under the new one', { state: 'exited', startedAt: '2026-01-01T00:00:40Z' }, false],
  ['never started', { state: 'created', startedAt: null }, false],
])('a container that %s', (_what, container, fallen) => {
  expect(endedWithHost(container as Container, uptime)).toBe(fallen);
});

describe('the wait for a container that Docker has not looked at yet', () => {
  const starting = {
    id: 'c1',
    service: 'app',
    state: 'running',
    health: 'starting',
    restartCount: 0,
    check: ['check', 'it'],
    networks: {},
  } as Partial<Container>;
  const probe = { service: 'app', port: 1, path: '/', status: 200, json: {} };

  /** Exit codes of the container's own check, in order; the last one stays. */
  async function wait(
    codes: number[],
    container: Partial<Container> = starting,
    ms = 1_000,
  ): Promise<{ asked: number; end: string }> {
    const left = [...codes];
    let asked = 0;
    const read = async (argv: string[]) => {
      if (argv.includes('logs')) return { code: 0, stdout: '', stderr: '' };
      expect(argv).toEqual(['timeout', '5', 'docker', 'exec', 'c1', 'check', 'it']);
      asked += 1;
      return { code: left.length > 1 ? left.shift()! : left[0]!, stdout: '', stderr: '' };
    };
    const site = {
      app: { name: 'phone' },
      host: { scrub: (text: string) => text, exec: async () => ({ stdout: '' }) },
      read,
      deps: {},
    } as never as StepSite;
    const found: Promise<Container> = new MockActivityEnvironment().run(() =>
      waitHealthy(site, async () => [container as Container], { ...probe, wait: ms }, []),
    );
    const end = await found.then(
      ({ id }) => id,
      (error: Error) => error.message,
    );
    return { asked, end };
  }

  it('ends when its own check passes', async () => {
    expect(await wait([1, 1, 0])).toEqual({ asked: 3, end: 'c1' });
  });
  it('goes on while it fails', async () => {
    const { asked, end } = await wait([1]);
    expect(asked).toBeGreaterThan(3);
    expect(end).toContain('was not healthy after 1 s (starting)');
  });
  it('looks less often the longer it takes', async () => {
    // Every 50 ms it would be 40 times.
    expect((await wait([1], starting, 2_000)).asked).toBeLessThan(30);
  });
  it('leaves a check that hangs to Docker', async () => {
    expect(await wait([124])).toMatchObject({ asked: 1 });
  });
  it.each<[string, Partial<Container>]>([
    ['that does not run', { state: 'created' }],
    ['without a check', { check: null }],
  ])('asks nothing of one %s', async (_what, change) => {
    expect(await wait([0], { ...starting, ...change })).toMatchObject({ asked: 0 });
  });
});
