/**
 * An app moves to another host while it is asked all the time: nobody
 * is answered by two, and nothing is lost.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { tryExec, type LabHost } from '../../lab';
import { proxyFolder } from '../../lab/proxy';
import { failed, startTraffic, type Sample, type Traffic } from '../../lab/traffic';
import type { MoveFound } from '../../src/protocol/steps/move';
import { localBackup, type LocalBackup } from './local-backup';
import { end } from './moment';
import { answerOf, APP, DOMAIN, openStage, untilOn, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(480_000);

describeOnLab('a move', () => {
  let stage: Stage;
  let parts: LocalBackup;
  let second: LabHost;

  const edit = () => ({
    ...parts.edit,
    'apps.phone.backup': { from: 'data' },
    'apps.site.backup': { from: 'off' },
  });
  const roost = async (...args: string[]): Promise<DeployAnswer> =>
    answerOf(await stage.roost.run([...args, '--json']));
  const on = async (host: LabHost, script: string): Promise<string> =>
    (await tryExec(host, ['sh', '-c', script])).stdout.trim();
  const dataOf = async (host: LabHost): Promise<{ rows: string; files: string }> => ({
    rows: await on(
      host,
      `docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -Atc "select id, caller, note from voicemails order by id"`,
    ),
    files: await on(host, `cd ${APP}/data/voicemails && find . -type f -exec sha256sum {} + | sort`),
  });
  const hostInFile = (): unknown =>
    (
      parse(readFileSync(stage.roost.env.ROOST_FLEET!, 'utf8')) as {
        apps: Record<string, { host?: string }>;
      }
    ).apps.phone?.host;
  const ask = (host: LabHost): Traffic =>
    startTraffic({ url: host.proxyUrl, domain: DOMAIN, every: 100, connections: ['new'] });
  const answered = (samples: Sample[]): number[] => samples.filter((one) => !failed(one)).map(({ at }) => at);

  beforeAll(async () => {
    stage = await openStage('move', {}, 2);
    second = stage.lab.hosts[1]!;
    parts = await localBackup(stage.lab.ageKeyFile);
    stage.fleet(edit());
    const { error } = await stage.deploy('v2');
    expect(error).toBeUndefined();
    await stage.sql(
      "insert into voicemails (caller, note) select 'n' || i, md5(i::text) from generate_series(1, 500) i",
    );
    await stage.on(
      `mkdir -p ${APP}/data/voicemails && for i in 1 2 3; do head -c 100000 /dev/urandom >${APP}/data/voicemails/$i; done`,
    );
  });
  afterAll(async () => {
    await stage?.close();
    parts?.remove();
  });

  it('that fails in the middle leaves the old host serving, with its data', async () => {
    const before = await dataOf(stage.host);
    const { run } = await roost('move', 'phone', '--to', second.name, '--detach');
    const page = `${proxyFolder(stage.host)}/flags/phone.flag`;
    await untilOn(stage.host, 'the page', `test -e ${page}`, 240_000);
    await on(second, 'docker rm -f $(docker ps -aq --filter label=com.docker.compose.service=app)');
    const { error, result } = await end(stage, run!.workflowId);
    process.stderr.write(`${error?.code}: ${error?.message}\n`);
    expect(result?.outcome).toBe('undone');
    expect(hostInFile()).toBe(stage.host.name);
    expect((await stage.world()).serves?.version).toBe('1.1.0');
    expect(await dataOf(stage.host)).toEqual(before);
    expect(await on(second, 'docker ps -q --filter label=com.docker.compose.project')).toBe('');
  });

  it('brings it there with its data, and nobody is answered by two hosts', async () => {
    const before = await dataOf(stage.host);
    const asked = [stage.host, second].map(ask);
    const { error, result } = await roost('move', 'phone', '--to', second.name);
    const [old, now] = (await Promise.all(asked.map((one) => one.stop()))).map(answered) as [
      number[],
      number[],
    ];
    process.stderr.write(
      `${JSON.stringify(result?.steps.map(({ id, state, seconds, note }) => [id, state, seconds, note]))}\n`,
    );
    expect(error).toBeUndefined();
    const { moved } = (result as unknown as { found: MoveFound }).found;
    const gap = (Math.min(...now) - Math.max(...old)) / 1000;
    process.stderr.write(
      `${JSON.stringify({ ...moved, gap, old: old.length, now: now.length, byTwo: old.filter((at) => at > Math.min(...now)).length })}\n`,
    );
    expect(old.length).toBeGreaterThan(50);
    expect(now.length).toBeGreaterThan(0);
    expect(gap).toBeGreaterThan(0);
    expect(hostInFile()).toBe(second.name);
    expect(await dataOf(second)).toEqual(before);
  });

  it('keeps the way back, which nothing but a move goes', async () => {
    await on(second, `echo later >${APP}/data/voicemails/later`);
    // As a fleet file from before has it.
    stage.fleet(edit());
    const stray = await stage.deploy('v3-safe');
    expect(stray.error?.code).toBe('AppMoved');
    stage.fleet({ ...edit(), 'apps.phone.host': second.name });
    const { error } = await roost('move', 'phone', '--undo');
    expect(error).toBeUndefined();
    expect(hostInFile()).toBe(stage.host.name);
    expect((await stage.world()).serves?.version).toBe('1.1.0');
    expect(await on(second, `cat ${APP}/data/voicemails/later`)).toBe('later');
    expect((await roost('move', 'phone', '--confirm')).error).toBeUndefined();
    expect((await roost('move', 'phone', '--undo')).error?.message).toContain('no way back');
  });
});
