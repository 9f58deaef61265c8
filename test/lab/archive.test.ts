/**
 * An app out of service and back: a last backup that no policy
 * forgets, and nothing that starts it meanwhile.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { localBackup, type LocalBackup } from './local-backup';
import { adopted, answerOf, openStage, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(240_000);

describeOnLab('an archived app', () => {
  let stage: Stage;
  let parts: LocalBackup;

  beforeAll(async () => {
    stage = await openStage('archive');
    parts = await localBackup(stage.lab.ageKeyFile);
    stage.fleet({
      ...parts.edit,
      'apps.phone.backup': { from: 'data' },
      'apps.site.backup': { from: 'off' },
    });
    await adopted(stage);
    await stage.sql("insert into voicemails (caller) values ('last')");
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
  });
  afterAll(async () => {
    await stage?.close();
    parts?.remove();
  });

  const roost = async (...args: string[]): Promise<DeployAnswer> =>
    answerOf(await stage.roost.run([...args, '--json']));
  const marked = (): unknown =>
    (
      parse(readFileSync(stage.roost.env.ROOST_FLEET!, 'utf8')) as {
        apps: Record<string, { archived?: string }>;
      }
    ).apps.phone?.archived;

  it('is backed up for good, stopped, and kept on the host', async () => {
    process.stderr.write((await stage.roost.run(['archive', 'phone', '--plan'])).stdout);
    expect(marked()).toBeUndefined();
    const { error, result } = await roost('archive', 'phone');
    process.stderr.write(
      `${JSON.stringify(result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\n`,
    );
    expect(error).toBeUndefined();
    expect(marked()).toMatch(/^\d{4}-\d\d-\d\d$/);
    const [snapshot] = await parts.restic.snapshots('app=phone');
    expect(snapshot?.tags).toContain('roost=keep');
    const world = await stage.world();
    expect(world).toMatchObject({ serves: null, lock: false });
    expect(
      world.containers.filter((line) => line.includes('sgos-phone') && !line.endsWith('exited')),
    ).toEqual([]);
  });

  it('stays so: Docker does not start it, a deploy is refused, and no retention forgets its last backup', async () => {
    const { error } = await stage.deploy('v3-safe');
    expect(error?.code).toBe('AppArchived');
    await parts.restic.forget('app=phone', { daily: 0, weekly: 0, monthly: 0 });
    expect((await parts.restic.snapshots('app=phone')).length).toBe(1);
    const status = await stage.roost.run(['status', 'phone']);
    expect(status.stdout).toMatch(/archived since \d{4}-/);
    expect(status.stdout).not.toContain('left behind');
  });

  it('comes back with its data, and is deployed as before', async () => {
    const { error } = await roost('archive', 'phone', '--undo');
    expect(error).toBeUndefined();
    expect(marked()).toBeUndefined();
    expect((await stage.world()).serves?.version).toBe('1.1.0');
    expect(await stage.sql("select count(*) from voicemails where caller = 'last'")).toBe('1');
    expect(
      await stage.on("docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' sgos-phone-app"),
    ).not.toMatch(/^no/);
    expect((await stage.deploy('v3-safe')).error).toBeUndefined();
  });
});
