/**
 * A control host is lost with runs under way: another takes its place,
 * with real Temporal, restic, sops and sshd.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roostCli, type RoostCli } from '../../../../lab/roost';
import { auditFile, openAudit, type AuditEntry } from '../../../../src/audit';
import { backupPaths, readStatus } from '../../../../src/backup';
import { quarterAt } from '../../../../src/client/output/drill/report';
import { createGuard } from '../../../../src/host/guard';
import { createSshHosts } from '../../../../src/host/ssh';
import type { Guard, Host, SshHosts } from '../../../../src/host/types';
import { stateFiles } from '../../../../src/lib/files/state';
import type { ControlPlan } from '../../../../src/plan/recover/control/types';
import type { RehearsalPlan } from '../../../../src/protocol/plan';
import type { RunResult } from '../../../../src/protocol/run';
import { token, World } from '../../../cloudflare/world';
import { describeWithSshd, startSshd, type Sshd } from '../../../host/sshd';
import { formerControlHost, operation, owner, past, storeControl } from './control-scene';

jest.setTimeout(300_000);

describeWithSshd('a lost control host', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;
  let root: string;
  let cloudflare: World;
  let roost: RoostCli;
  const at = (...names: string[]): string => join(root, ...names);
  const directory = (app: string): string => join(sshd.folder, app);
  const guard = (folder: string): Guard => createGuard(host, folder);
  const on = (script: string) => host.exec(['sh', '-c', script]);
  const recover = (...args: string[]) =>
    roost.json<{ plan: ControlPlan; done: string[] }>(['recover-control', ...args]);

  /** restic's cache lies there, too. */
  const stateMade = (): string[] => {
    const { recovered, database, temporal } = stateFiles(roost.env);
    return [recovered, database, temporal, auditFile(roost.env)].filter((file) => existsSync(file));
  };

  /** Leaves so many bytes of that disk. */
  function fillBut(folder: string, left: number): void {
    const file = join(folder, 'full');
    rmSync(file, { force: true });
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  beforeAll(async () => {
    sshd = await startSshd({ ownHome: true });
    ssh = createSshHosts();
    host = ssh.host(sshd.target());
    root = mkdtempSync(join(tmpdir(), 'roost-recover-control-'));
    cloudflare = await World.start();
    await formerControlHost({ sshd, host, root }, cloudflare.fake.url);
    roost = roostCli(at('state'), at('fleet.yaml'));
  });
  afterAll(async () => {
    await roost?.run(['down']);
    await cloudflare.fake.stop();
    await ssh.close();
    await sshd.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('is not taken over with wrong keys, and each is named', async () => {
    expect((await recover('--plan')).error).toMatchObject({
      code: 'SecretKeyWrong',
      message: expect.stringContaining('--age-key'),
    });
    expect((await recover('--plan', '--age-key', at('other.txt'))).error).toMatchObject({
      code: 'SecretKeyWrong',
    });
    expect((await recover('--plan', '--age-key', at('nowhere'))).error).toMatchObject({ code: 'BadRequest' });
    const wrong = ['--age-key', at('age.txt'), '--password', at('wrong')];
    expect((await recover('--plan', ...wrong)).error).toMatchObject({ code: 'RepositoryPasswordWrong' });
    expect((await recover('--plan', '--finish', 'nowhere')).error).toMatchObject({ code: 'UnknownApp' });
  });

  it('is planned without a change: what was under way, and what nobody knows', async () => {
    const before = (await on(`cd ${sshd.folder} && find . -type f | sort | xargs sha256sum`)).stdout;
    const { plan } = await recover('--plan', '--age-key', at('age.txt'), '--password', at('password'));
    expect(
      plan.inFlight.map(({ place, workflow, then }) => [place.kind, place.name, workflow, then]),
    ).toEqual([
      ['host', 'box', 'provision', expect.stringContaining('roost provision box')],
      ['app', 'phone', 'deploy', expect.stringMatching(/half migrated.*releases\/2$/)],
      ['app', 'wiki', 'backup', expect.stringContaining('roost backup wiki')],
      ['drill', 'shop', 'drill', expect.stringContaining('roost drill shop')],
    ]);
    expect(plan.inFlight[1]!.state).toEqual(['has begun dump, postdeploy, stage, stop']);
    expect(plan.steps.map(({ run }) => run)).toEqual([
      'copyKey',
      'bringFiles',
      'start',
      'schedules',
      'claim',
      ...Array<string>(4).fill('freeLock'),
    ]);
    expect(plan.unknown).toEqual(
      expect.arrayContaining([
        expect.stringContaining('what the snapshot does not hold: temporal-read-only.db'),
      ]),
    );
    expect((await on(`cd ${sshd.folder} && find . -type f | sort | xargs sha256sum`)).stdout).toBe(before);
    expect(stateMade()).toEqual([]);
  });

  it('asks before it changes anything', async () => {
    expect((await recover('--age-key', at('age.txt'))).error).toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining('--yes'),
    });
    expect(stateMade()).toEqual([]);
  });

  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

  itAsRoot('has no heir on a full disk: the disk is named, and no lock has changed', async () => {
    const tiny = at('tiny');
    mkdirSync(tiny);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', tiny]);
    try {
      const heir = roostCli(join(tiny, 'state'), at('fleet.yaml'));
      const keys = ['--age-key', at('age.txt'), '--yes', '--port', '0', '--ui-port', '0'];
      const locks = () => Promise.all(['phone', 'wiki'].map((app) => guard(directory(app)).show()));
      const before = await locks();
      // What comes before Temporal has room.
      fillBut(tiny, 800_000);
      const { error } = await heir.json(['recover-control', ...keys]);
      expect(error).toMatchObject({
        code: 'DiskFull',
        message: expect.stringContaining(tiny),
        hint: expect.stringContaining('Free space'),
      });
      await heir.run(['down']);
      expect(await locks()).toEqual(before);
    } finally {
      execFileSync('umount', ['-l', tiny]);
    }
  });

  it('has an heir with its audit, Schedules and locks, and its own runs get none any more', async () => {
    const begun = Date.now();
    const answer = await recover('--age-key', at('age.txt'), '--yes', '--port', '0', '--ui-port', '0');
    process.stderr.write(`recovered in ${(Date.now() - begun) / 1000} s\n`);
    expect(answer.error).toBeUndefined();
    expect(answer).toMatchObject({
      failed: [],
      schedules: ['nightly-backup', 'hosts'].map((name) => ({
        name,
        paused: false,
        next: expect.stringMatching(/^20/) as unknown,
      })),
    });
    const { audit } = await roost.json<{ audit: AuditEntry[] }>(['audit', '--since', '2026-01-01']);
    expect(audit.map(({ kind, what }) => [kind, what])).toEqual([
      ['run', 'deploy'],
      ['delivery', 'push'],
    ]);
    expect(await readStatus(backupPaths(at('backups')).status)).toMatchObject({
      apps: { phone: { host: 'box' } },
    });
    expect(readFileSync(join(backupPaths(at('backups')).control, 'releases/box/phone.tar'), 'utf8')).toBe(
      'records',
    );
    for (const app of ['phone', 'wiki']) expect(await guard(directory(app)).show()).toBeNull();
    expect((await on(`ls ${directory('phone')}/.roost/operations`)).stdout).toBe(`${operation}.closed\n`);
    await expect(guard(directory('phone')).acquire(owner('deploy', 'phone'))).rejects.toMatchObject({
      code: 'CommandedElsewhere',
    });
    // Nobody but an operator knows what its data are worth.
    expect((await on(`ls ${directory('phone')}/.roost/releases/2`)).stdout).toContain('data-at-risk');
  });

  it('changes nothing the second time, and says so', async () => {
    const { stdout, code } = await roost.run(['recover-control']);
    expect(stdout).toBe(
      'Nothing to do: this machine is the control host, and no lock of a former one is left.\n',
    );
    expect(code).toBe(0);
  });

  it('has the next loss rehearsed with the copies: opened, read, planned, and nothing is left of it', async () => {
    const before = (await on(`cd ${sshd.folder} && find . -type f | sort | xargs sha256sum`)).stdout;
    const dr = (...args: string[]) =>
      roost.json<{ plan: RehearsalPlan; result: RunResult }>([
        'drill',
        'dr',
        '--scenario',
        'control',
        ...args,
      ]);
    const copies = ['--age-key', at('age.txt'), '--password', at('password')];
    const { plan, error: unplanned } = await dr(...copies, '--plan');
    expect(unplanned).toBeUndefined();
    expect(plan.rehearsal).toMatchObject({
      summary: expect.stringContaining('is lost, and comes back from') as string,
    });
    const begun = Date.now();
    const { result, error } = await dr(...copies, '--expect', plan.hash);
    const notes = result.steps.map(({ note }) => note);
    process.stderr.write(`rehearsed in ${(Date.now() - begun) / 1000} s: ${JSON.stringify(notes)}\n`);
    // A snapshot of this night is made of what a test has written: no tar.
    expect([error?.code, error?.message]).toEqual([
      'CopyDamaged',
      expect.stringContaining('releases/box/phone.tar of the snapshot cannot be read'),
    ]);
    const { status } = backupPaths(at('backups'));
    expect((await readStatus(status)).rehearsals?.control).toMatchObject({
      parts: 4,
      proven: 1,
      error: { code: 'CopyDamaged' },
    });
    writeFileSync(at('release.json'), '{}');
    const archive = execFileSync('tar', ['-C', root, '-cf', '-', 'release.json']);
    await storeControl(root, readFileSync(at('password'), 'utf8').trim(), archive);
    const whole = await dr(...copies);
    expect(whole.error).toBeUndefined();
    expect((await readStatus(status)).rehearsals?.control).toMatchObject({ proven: 4, error: null });
    expect(whole.result.steps.map(({ note }) => note)).toEqual([
      expect.stringMatching(/^\d+ files, /),
      expect.stringMatching(/old; audit: \d+ lines.*; states of 1 app; release records of 1 app/),
      expect.stringMatching(/^\d+ steps: .*locks? to take over on 1 host/),
      'removed',
    ]);
    expect((await dr('--age-key', at('other.txt'), '--plan')).error).toMatchObject({
      code: 'SecretKeyWrong',
    });
    expect(readdirSync(join(stateFiles(roost.env).folder, 'fleet', 'rehearsals'))).toEqual([]);
    expect((await on(`cd ${sshd.folder} && find . -type f | sort | xargs sha256sum`)).stdout).toBe(before);
    const { stdout } = await roost.run(['drill', 'report', '--quarter', quarterAt(new Date())]);
    expect(stdout).toMatch(/\| control \| all \|.* \| 4 of 4 \|.*\| reached \| .*states of 1 app/);
    expect(stdout).toMatch(/\| control \| all \|.* \| 1 of 4 \|.*\| FAILED CopyDamaged/);
  });

  it('has the work at Cloudflare rehearsed: nothing differs, and what was made is gone again', async () => {
    const dr = (...args: string[]) =>
      roost.json<{ plan: RehearsalPlan; result: RunResult }>([
        'drill',
        'dr',
        '--scenario',
        'cloudflare',
        ...args,
      ]);
    const { plan } = await dr('--plan');
    expect(plan.rehearsal.pairs).toContainEqual(['differs', 'nothing, of 0 things']);
    expect(cloudflare.fake.writes).toEqual([]);
    const { error, result } = await dr('--expect', plan.hash);
    expect(error).toBeUndefined();
    process.stderr.write(
      `at Cloudflare: ${JSON.stringify(result.steps.map(({ seconds, note }) => [seconds, note]))}\n`,
    );
    expect(result.steps.at(-1)!.note).toBe('1 record and 1 tunnel removed');
    const { tunnels, zones } = cloudflare.fake.state;
    expect([tunnels.filter((one) => one.deleted_at === null), zones[0]!.records]).toEqual([[], []]);
    expect(JSON.stringify(result)).not.toContain(token);
    const { stdout } = await roost.run(['drill', 'report', '--quarter', quarterAt(new Date())]);
    expect(stdout).toMatch(/\| cloudflare \| all \|.* \| 7 of 7 \|.*\| reached \|/);
  });

  it('takes no lock for a former one while its own Temporal is down', async () => {
    expect((await roost.run(['down'])).code).toBe(0);
    expect((await recover('--plan')).plan.steps.map(({ run }) => run)).toEqual(['start', 'schedules']);
  });

  it('is refused where this machine commands a fleet itself, unless it is said that the former is gone', async () => {
    const other = roostCli(at('other-state'), at('fleet.yaml'));
    const { folder } = stateFiles(other.env);
    mkdirSync(folder, { recursive: true });
    const audit = openAudit(join(folder, 'audit.db'), { info: () => {} });
    audit.record(past);
    audit.close();
    const refused = await other.json<{ alive: string[] }>(['recover-control', '--yes']);
    expect(refused.error).toMatchObject({
      code: 'ControlAlive',
      message: expect.stringContaining('is a control host itself'),
    });
    expect(existsSync(stateFiles(other.env).recovered)).toBe(false);
    writeFileSync(stateFiles(other.env).database, '');
    expect((await other.json(['recover-control', '--plan'])).error).toMatchObject({
      code: 'TemporalUnreachable',
      hint: expect.stringContaining('roost up'),
    });
  });
});
