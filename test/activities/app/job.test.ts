/** A job that failed with its engine is begun anew; one that failed by itself is not. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { fencedJob } from '../../../src/activities/app/job';
import type { StepSite } from '../../../src/activities/app/site';
import type { JobSpec } from '../../../src/host/types';
import { appPaths } from '../../../src/plan/names';

const deaf =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

/**
 * The first job began at `began` (s since 1970) and failed so; what comes after it does not, unless
 * `each` does. Each has its own name, and is found again by it.
 */
function siteWhere(scene: { began: number; engine: number | null; says: string; each?: true }) {
  const jobs = new Map<string, string>();
  const did: string[] = [];
  const exec = () =>
    Promise.resolve({
      code: 0,
      stdout: `${scene.engine === null ? '' : `engine=${scene.engine}\n`}boot=50\n`,
      stderr: '',
    });
  const read = ([, , script = '']: string[]) => {
    const isWait = script.includes('docker version');
    if (isWait) did.push('wait');
    return Promise.resolve({ code: 0, stdout: isWait ? '' : `${scene.began}\n`, stderr: '' });
  };
  const run = ({ id }: JobSpec) => {
    if (!jobs.has(id)) did.push(`job ${jobs.size + 1}`);
    const tail = jobs.get(id) ?? (jobs.size === 0 || scene.each ? scene.says : 'built');
    jobs.set(id, tail);
    return Promise.resolve({ state: { state: 'done', code: tail === 'built' ? 0 : 1 }, tail });
  };
  const site = {
    app: { name: 'phone' },
    host: { name: 'hornbill', scrub: (text: string) => text, exec },
    context: { operation: '0123456789', ordinal: 0, step: 'build' },
    paths: appPaths('/srv/phone'),
    deps: {},
    read,
    jobs: { run },
  } as unknown as StepSite;
  const attempt = () =>
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
      fencedJob(site, ['docker', 'build']),
    );
  return { attempt, did };
}

test.each([
  [
    'began before the engine was started',
    { began: 99, engine: 100, says: 'unexpected EOF' },
    ['job 1', 'job 2'],
  ],
  [
    'began when the engine did not listen yet',
    { began: 101, engine: 100, says: deaf },
    ['job 1', 'wait', 'job 2'],
  ],
  [
    'the same in the words of Docker 29',
    { began: 100, engine: 100, says: 'failed to connect to the docker API at unix://' },
    ['job 1', 'wait', 'job 2'],
  ],
])('%s: begun anew', async (_what, scene, expected) => {
  const { attempt, did } = siteWhere(scene);
  expect(await attempt()).toEqual({ code: 0, tail: 'built' });
  expect(did).toEqual(expected);
});

test.each([
  ['soon after the engine was started, by itself', { began: 101, engine: 100, says: 'exit code: 2' }],
  ['where the engine has long listened', { began: 161, engine: 100, says: deaf }],
  ['while no engine runs', { began: 101, engine: null, says: deaf }],
])('%s: its own failure', async (_what, scene) => {
  const { attempt, did } = siteWhere(scene);
  expect(await attempt()).toEqual({ code: 1, tail: scene.says });
  expect(did).toEqual(['job 1']);
});

test('a later attempt does not take the end of the first job for its own', async () => {
  const scene = { began: 101, engine: null as number | null, says: deaf };
  const { attempt, did } = siteWhere(scene);
  expect(await attempt()).toMatchObject({ code: 1 });
  scene.engine = 102;
  expect(await attempt()).toEqual({ code: 0, tail: 'built' });
  expect(did).toEqual(['job 1', 'job 2']);
});

test('what each of them says, though the engine listens, is its own failure in the end', async () => {
  const { attempt, did } = siteWhere({ began: 101, engine: 100, says: deaf, each: true });
  expect(await attempt()).toEqual({ code: 1, tail: deaf });
  expect(did).toEqual(['job 1', 'wait', 'job 2', 'wait', 'job 3']);
});
