/**
 * A drill on a host of its own: nothing of the app's host is there, so all
 * is made again from repository and snapshot.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot } from '../../lab';
import { backupParts, type BackupParts } from './backup-stage';
import { view } from './moment';
import { adopted, answerOf, openStage, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(240_000);

describeOnLab('a drill on another host', () => {
  let stage: Stage;
  let parts: BackupParts;
  const folder = mkdtempSync(join(tmpdir(), 'roost-elsewhere-'));

  beforeAll(async () => {
    stage = await openStage('elsewhere', {}, 2);
    parts = await backupParts(stage.lab.ageKeyFile);
    const { backup, ...edit } = parts.edit;
    stage.fleet({
      ...edit,
      'apps.phone.backup': { from: 'data' },
      'apps.site.backup': { from: 'off' },
      backup: { ...(backup as object), drill: { host: stage.lab.hosts[1]!.name } },
    });
    await adopted(stage);
    await stage.sql("insert into voicemails (caller) values ('first')");
    await stage.on(
      'mkdir -p /srv/apps/sgos-phone/data/voicemails && echo x >/srv/apps/sgos-phone/data/voicemails/1.txt',
    );
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    expect((await stage.roost.run(['backup', 'phone'])).code).toBe(0);
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const leftThere = (): Promise<string> =>
    asRoot(
      stage.lab.hosts[1]!,
      "docker ps -a --format '{{.Names}}' | grep drill; docker volume ls -q; docker image ls | grep drill; :",
    );

  it('rehearses the loss of the host: builds the images of that commit, and proves the restore there', async () => {
    const lost = ['drill', 'dr', '--scenario', 'host', '--host', stage.host.name, '--json'];
    const { error } = answerOf(await stage.roost.run(lost));
    const { result } = (await view(stage, 'drill-phone'))!;
    process.stderr.write(
      `${JSON.stringify(result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\n`,
    );
    expect(error).toBeUndefined();
    expect(result?.steps.find(({ id }) => id === 'images')?.note).toContain('built app');
    expect((await leftThere()).trim()).toBe('');
  });

  it('rehearses damaged data there: what a bad migration has dropped comes back, and nothing is left', async () => {
    const before = await stage.sql('select count(*) from voicemails');
    const { stdout: planned } = await stage.roost.run(['drill', 'dr', '--scenario', 'corruption', '--plan']);
    expect(planned).toMatch(/Damage .*database phone.* on purpose/);
    const began = Date.now();
    const { error } = answerOf(await stage.roost.run(['drill', 'dr', '--scenario', 'corruption', '--json']));
    process.stderr.write(`corruption: ${Date.now() - began} ms\n`);
    expect(error).toBeUndefined();
    const { stdout: report } = await stage.roost.run(['drill', 'report']);
    process.stderr.write(report);
    expect(report).toMatch(
      /\| corruption \| all \|.*\| 1 of 1 \|.*\| reached \| phone: .*[1-9]\d* tables dropped.*1 files overwritten.*; back in \d+ s \|/,
    );
    expect(await stage.sql('select count(*) from voicemails')).toBe(before);
    expect((await parts.status()).drills.phone?.last).toMatchObject({ error: null });
    expect((await leftThere()).trim()).toBe('');
  });

  it('is in the report, signed, and the offline copies of the keys open everything', async () => {
    const { stdout: report } = await stage.roost.run(['drill', 'report']);
    expect(report).toMatch(
      new RegExp(`\\| host \\| ${stage.host.name} \\|.*\\| 1 of 1 \\|.*\\| reached \\|`),
    );
    const html = join(folder, 'report.html');
    expect((await stage.roost.run(['drill', 'report', '--html', html])).code).toBe(0);
    expect(readFileSync(html, 'utf8')).toMatch(/phone.*reached[\s\S]*[0-9a-f]{64}/);
    process.stderr.write(report);
    const copy = join(folder, 'password');
    writeFileSync(copy, `${parts.secrets.RESTIC_PASSWORD}\n`, { mode: 0o600 });
    const keys = await stage.roost.run([
      'drill',
      'keys',
      '--age-key',
      stage.lab.ageKeyFile,
      '--password',
      copy,
    ]);
    process.stderr.write(keys.stdout + keys.stderr);
    // The other app of the lab has no backup, so its secrets are tried by nobody.
    expect(keys.stdout).toMatch(/backup.repository +opens/);
    expect(keys.stdout).toMatch(/of phone, .* opens/);
    expect(keys.stdout).toMatch(/of site, .* not tried/);
    expect(keys.code).toBe(5);
    const plan = await stage.roost.run(['restore', 'phone', '--plan']);
    expect(plan.stdout).toMatch(/last drill +on \d{4}-/);
  });
});
