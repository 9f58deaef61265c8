/** Whatever dies in the middle of a deploy: it completes, and its script has run once. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { dropSsh, startSsh, stopSsh } from '../../lab';
import { during, end, signal, up, type Moment } from './moment';
import { adopted, openStage, pause, type DeployAnswer, type Stage, type World } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(240_000);

type Fault = (stage: Stage) => Promise<void>;

const killWorker: Fault = async (stage) => {
  signal(stage, 'worker', 'SIGKILL');
  await up(stage);
};

const endWorker: Fault = async (stage) => {
  signal(stage, 'worker', 'SIGTERM');
  await up(stage);
};

const killTemporal: Fault = async (stage) => {
  signal(stage, 'server', 'SIGKILL');
  await up(stage);
};

const cutSsh: Fault = ({ host }) => dropSsh(host);

const loseSsh: Fault = async ({ host }) => {
  await stopSsh(host);
  await pause(5_000);
  await startSsh(host);
};

/** No one follows itself, and no slow build is made twice: the second would be cached. */
const cells: [what: string, moment: Moment, ref: string, fault: Fault][] = [
  ['the worker is killed', 'build', 'bench-a', killWorker],
  ['the worker is killed', 'start', 'slow-start', killWorker],
  ['the worker is killed', 'postdeploy', 'slow-postdeploy', killWorker],
  ['SSH is away for 5 s', 'build', 'bench-b', loseSsh],
  ['the SSH connection is cut', 'start', 'slow-start', cutSsh],
  ['the SSH connection is cut', 'postdeploy', 'slow-postdeploy', cutSsh],
  ['Temporal is killed', 'build', 'bench-c', killTemporal],
  ['Temporal is killed', 'postdeploy', 'slow-postdeploy', killTemporal],
  ['Temporal is killed', 'start', 'slow-start', killTemporal],
  ['the worker is ended', 'postdeploy', 'slow-postdeploy', endWorker],
  ['the worker is ended', 'build', 'bench-d', endWorker],
];

describeOnLab('a crash in the middle of a deploy', () => {
  let stage: Stage;
  let before: World;

  beforeAll(async () => {
    stage = await openStage('crash');
    await adopted(stage);
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    before = await stage.world();
  });

  /** How often the script of that commit has run, by both of its counts. */
  async function scriptRuns(ref: string): Promise<[rows: number, lines: number]> {
    const commit = stage.commit(ref);
    const rows = await stage.sql(`select count(*) from postdeploy_runs where commit = '${commit}'`);
    const lines = await stage.on(`grep -c ${commit} /srv/apps/sgos-phone/data/postdeploy.log || :`);
    return [Number(rows), Number(lines)];
  }

  it.each(cells)('%s in %s: the deploy of %s completes', async (_what, moment, ref, fault) => {
    const [rows, lines] = await scriptRuns(ref);
    const deploy = stage.deploy(ref, '--diverged');
    await during(stage, moment);
    await fault(stage);
    const { result, error } = await deploy;
    expect({ outcome: result?.outcome, error }).toEqual({ outcome: 'succeeded', error: undefined });
    expect(result?.warnings).toEqual([]);
    expect(await scriptRuns(ref)).toEqual([rows + 1, lines + 1]);
    const after = await stage.world();
    expect(after.serves?.commit).toBe(stage.commit(ref));
    expect(after).toMatchObject({ lock: false, jobs: 0, oneOffs: [] });
    expect(after.flags).toHaveLength(1);
    expect(after.containers).toHaveLength(before.containers.length);
    expect(Number(after.release)).toBe(Number(before.release) + 1);
  });

  async function cancelledIn(moment: Moment, run: string): Promise<void> {
    await during(stage, moment);
    expect(await stage.roost.json(['cancel', run])).toMatchObject({ ok: true });
    expect(await end(stage, run)).toMatchObject({
      ok: false,
      error: { code: 'Cancelled' },
      result: { outcome: 'cancelled' },
    });
    expect(await stage.world()).toEqual(before);
    expect(await stage.asRoot("ps -eo args= | grep -E '[b]uild.sh|[m]igrate.js' || :")).toBe('');
  }

  it('a cancel in build ends that on the host, and the old version serves', async () => {
    await cancelledIn('build', await stage.begin('bench-e', '--diverged'));
  });

  it('Ctrl-C leaves the run going, and a cancel in postdeploy ends that on the host', async () => {
    const args = ['deploy', 'phone', '--ref', 'slow-postdeploy', '--diverged', '--json'];
    const child = spawn(join(__dirname, '../../roost'), args, {
      env: stage.roost.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    await during(stage, 'postdeploy');
    child.kill('SIGINT');
    expect(await closed).toBe(130);
    const { error, run } = JSON.parse(stdout) as DeployAnswer;
    expect(error?.code).toBe('Detached');
    await cancelledIn('postdeploy', run!.workflowId);
  });
});
