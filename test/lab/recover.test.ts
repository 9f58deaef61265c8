/**
 * A host with two apps burns down: one command brings them back on another,
 * row for row, and a second finds nothing to do.
 */
import { killHost, tryExec, type LabHost } from '../../lab';
import { fillApps, layOwnFiles, lostApps, ownFiles, phoneFolder, proxyOf, site } from '../../lab/lost-host';
import { proxyFolder } from '../../lab/proxy';
import type { RecoverFound } from '../../src/protocol/steps/recover';
import { localBackup, type LocalBackup } from './local-backup';
import { end, signal, up } from './moment';
import { answerOf, openStage, pause, untilOn, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(480_000);

const ROWS = 500;

describeOnLab('a lost host', () => {
  let stage: Stage;
  let parts: LocalBackup;
  let second: LabHost;
  let before: { rows: string; files: string };

  const roost = async (...args: string[]): Promise<DeployAnswer> => {
    let answer = answerOf(await stage.roost.run([...args, '--json']));
    // A busy machine's Temporal does not answer at once.
    for (let tries = 0; answer.error?.code === 'TemporalUnreachable' && tries < 4; tries += 1) {
      await pause(5_000);
      answer = answerOf(await stage.roost.run([...args, '--json']));
    }
    if (answer.error) throw new Error(`${args.join(' ')}: ${answer.error.code}: ${answer.error.message}`);
    return answer;
  };
  const on = async (host: LabHost, script: string): Promise<string> =>
    (await tryExec(host, ['sh', '-c', script])).stdout.trim();
  const dataOf = async (host: LabHost): Promise<typeof before> => ({
    rows: await on(
      host,
      `docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -Atc "select id, caller, note from voicemails order by id"`,
    ),
    files: await on(host, `cd ${site.folder}/data && find . -type f -exec sha256sum {} + | sort`),
  });

  beforeAll(async () => {
    stage = await openStage('recover', {}, 2);
    second = stage.lab.hosts[1]!;
    parts = await localBackup(stage.lab.ageKeyFile, { drill: { at: '05:00' } });
    stage.fleet({ ...parts.edit, ...lostApps('hornbill', [site]) });
    await layOwnFiles(stage.host, [site]);
    await Promise.all([roost('deploy', 'phone', '--ref', 'v2'), roost('deploy', 'site')]);
    await fillApps(stage.host, ROWS, [site]);
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    await roost('backup', 'phone', 'site');
    await roost('drill', 'phone');
    await roost('drill', 'site');
    before = await dataOf(stage.host);
    expect(before.rows.split('\n').length).toBeGreaterThanOrEqual(ROWS);
    // Not proven by any drill.
    await stage.sql("insert into voicemails (caller) values ('later')");
    await roost('backup', 'phone');
  });
  afterAll(async () => {
    await stage?.close();
    parts?.remove();
  });

  it('has its apps back with their data on another, also when the worker is killed meanwhile', async () => {
    await killHost(stage.host);
    const folder = proxyFolder(second);
    stage.fleet({ ...parts.edit, ...lostApps('hornbill', [site]), ...proxyOf('hornbill', second) });
    const where = ['--on', `${second.address}:${second.port}`, '--host-key', second.hostKey];
    const plan = await stage.roost.run(['recover', 'hornbill', ...where, '--plan']);
    process.stderr.write(plan.stdout + plan.stderr);
    expect(plan.stdout).toMatch(/phone: [0-9a-f]{8} of .* is newer, and no drill has proven it/);
    const begun = Date.now();
    const { run } = await roost('recover', 'hornbill', ...where, '--detach');
    const deployed = `grep -qx deployed ${phoneFolder}/.roost/recovering`;
    await untilOn(second, 'the deploy of phone', deployed, 300_000);
    // The page is the recovery's: neither deploy nor restore opens the half-recovered app.
    expect(await on(second, `cat ${folder}/flags/phone.flag`)).toContain('roost-recover');
    signal(stage, 'worker', 'SIGKILL');
    await up(stage);
    const { error, result } = await end(stage, run!.workflowId);
    process.stderr.write(
      `${JSON.stringify(result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\n`,
    );
    process.stderr.write(`recovered in ${(Date.now() - begun) / 1000} s\n`);
    expect(error).toBeUndefined();
    const { recovered } = (result as unknown as { found: RecoverFound }).found;
    expect(recovered.apps.map(({ app }) => app)).toEqual(['site', 'phone']);
    for (const { rpo, rto } of recovered.apps) {
      expect(rpo).toBeGreaterThan(0);
      expect(rto).toBeGreaterThan(0);
    }
    expect(await dataOf(second)).toEqual(before);
    expect(await ownFiles(second, site)).toBe('640\nKEPT=yes\nkept\nyes');
    expect(
      await on(
        second,
        `ls ${folder}/flags; ls ${phoneFolder}/.roost/recovering ${site.folder}/.roost/recovering`,
      ),
    ).toBe('');
  });

  it('is found whole by a second run', async () => {
    const { result } = await roost('recover', 'hornbill');
    expect(result?.outcome).toBe('unchanged');
  });
});
