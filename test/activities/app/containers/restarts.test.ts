import { retryIfRestarted } from '../../../../src/activities/app/containers/restarts';
import { RoostError, type ErrorCode } from '../../../../src/errors';
import type { Host } from '../../../../src/host/types';
import { parseUptime } from '../../../../src/host/uptime';

const hostAt = (uptime: string, docker = { code: 0, stdout: '28.2.2\n', stderr: '' }): Host => {
  const exec = ([program]: string[]) =>
    Promise.resolve(program === 'docker' ? docker : { code: 0, stdout: uptime, stderr: '' });
  return { name: 'hornbill', exec } as unknown as Host;
};
const before = parseUptime('engine=100\nboot=50\n');
const failing = (code: ErrorCode) => () =>
  Promise.reject(new RoostError(code, 'ended with code 137', { app: 'phone' }));

it.each<[string, string, ErrorCode, ErrorCode]>([
  ['without a restart the app failed', 'engine=100\nboot=50\n', 'Unhealthy', 'Unhealthy'],
  ['another engine', 'engine=200\nboot=50\n', 'Unhealthy', 'HostRestarted'],
  ['another boot', 'engine=100\nboot=60\n', 'UrlFailed', 'HostRestarted'],
  ['an engine that does not run', 'boot=50\n', 'DumpFailed', 'HostRestarted'],
  ['a swap that found no database', 'engine=200\nboot=50\n', 'SwapFailed', 'HostRestarted'],
  ["an app's own check", 'engine=200\nboot=50\n', 'AppCheckFailed', 'HostRestarted'],
  ['a script that must not run twice', 'engine=200\nboot=50\n', 'ScriptFailed', 'OutcomeUnknown'],
  ['what says nothing of the app', 'engine=200\nboot=50\n', 'LockLost', 'LockLost'],
])('%s', async (_what, now, thrown, code) => {
  await expect(retryIfRestarted(hostAt(now), before, failing(thrown))).rejects.toMatchObject({
    code,
    message: expect.stringContaining('ended with code 137'),
  });
});

it('keeps a failure marked to be kept, though the engine was down when the step began', async () => {
  const failed = () =>
    Promise.reject(new RoostError('ScriptFailed', 'ended with code 1', {}, { afterRestart: 'keep' }));
  await expect(
    retryIfRestarted(hostAt('engine=200\nboot=50\n'), parseUptime('boot=50\n'), failed),
  ).rejects.toMatchObject({ code: 'ScriptFailed' });
});

it('begins anew what may run twice, a script too', async () => {
  const failed = () =>
    Promise.reject(new RoostError('ScriptFailed', 'ended with code 68', {}, { afterRestart: 'retry' }));
  await expect(retryIfRestarted(hostAt('engine=200\nboot=50\n'), before, failed)).rejects.toMatchObject({
    code: 'HostRestarted',
  });
  await expect(retryIfRestarted(hostAt('engine=100\nboot=50\n'), before, failed)).rejects.toMatchObject({
    code: 'ScriptFailed',
  });
});

it('takes an engine that does not run for no word on what asked it', async () => {
  const failed = () =>
    Promise.reject(
      new RoostError(
        'BuildFailed',
        'ended with code 1:\nCannot connect to the Docker daemon at unix:///var/run/docker.sock.',
      ),
    );
  const away = parseUptime('boot=50\n');
  await expect(retryIfRestarted(hostAt('boot=50\n'), away, failed)).rejects.toMatchObject({
    code: 'HostRestarted',
  });
  await expect(retryIfRestarted(hostAt('boot=50\n'), away, failing('BuildFailed'))).rejects.toMatchObject({
    code: 'BuildFailed',
  });
  // One that listens is not where this build looked for it.
  await expect(retryIfRestarted(hostAt('engine=100\nboot=50\n'), before, failed)).rejects.toMatchObject({
    code: 'BuildFailed',
  });
});

it.each<[ErrorCode, ErrorCode]>([
  ['BuildFailed', 'HostRestarted'],
  ['ScriptFailed', 'OutcomeUnknown'],
])(
  'takes what failed (%s) while an engine stops, which has its pid file to the end, for %s',
  async (thrown, code) => {
    const answering = (stderr: string) => hostAt('engine=100\nboot=50\n', { code: 1, stdout: '', stderr });
    const gone = answering(
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    );
    await expect(retryIfRestarted(gone, before, failing(thrown))).rejects.toMatchObject({ code });
    // That it must not be asked says nothing of how it is.
    await expect(
      retryIfRestarted(answering('permission denied'), before, failing(thrown)),
    ).rejects.toMatchObject({
      code: thrown,
    });
  },
);

it('hands on what the work returns', async () => {
  await expect(
    retryIfRestarted(hostAt('engine=200\n'), before, () => Promise.resolve('healthy')),
  ).resolves.toBe('healthy');
});
