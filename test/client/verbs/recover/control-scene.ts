/** What a control host that is gone has left: keys, a snapshot of its state, and runs under way on a host. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encrypt } from '../../../../lab/secrets';
import { copyDatabase } from '../../../../src/activities/backup/night/copy-database';
import { openAudit, type AuditEntry } from '../../../../src/audit';
import { backupPaths, changeStatus } from '../../../../src/backup';
import { createGuard } from '../../../../src/host/guard';
import type { Host, LockOwner } from '../../../../src/host/types';
import { drillDirectory, hostDirectory } from '../../../../src/plan/names';
import { controlTag, openRestic } from '../../../../src/restic';
import { findTool } from '../../../../src/tools';
import { token } from '../../../cloudflare/world';
import { type Sshd } from '../../../host/sshd';
import { account } from '../../../plan/cloudflare/sample';

export const operation = 'a1b2c3d4e5';
export const owner = (workflow: string, app: string): LockOwner => ({
  plane: 'former-plane',
  workflowId: `${workflow}-${app}-1`,
  runId: `run-${app}`,
  workflow,
  by: 'ann@former',
});
export const past: AuditEntry = {
  kind: 'run',
  at: '2026-03-04T02:10:00Z',
  who: 'ann',
  what: 'deploy',
  app: 'phone',
  host: 'box',
  origin: null,
  result: 'succeeded',
  code: null,
  workflowId: 'deploy-phone-0',
  runId: 'run-0',
  startedAt: null,
  seconds: 1,
  lockSeconds: null,
  details: {},
};

interface Places {
  sshd: Sshd;
  host: Host;
  /** The folder of the test. */
  root: string;
}

const run = (host: Host, script: string) => host.exec(['sh', '-c', script]);

/** What a run leaves that has begun these steps of its operation. */
async function underWay(host: Host, folder: string, holder: LockOwner, steps: string[]): Promise<void> {
  const taken = await createGuard(host, folder).acquire(holder);
  if (!taken.got) throw new Error('held already');
  const begun = `${folder}/.roost/operations/${operation}.begun`;
  await run(
    host,
    `mkdir -p ${begun}; : >${folder}/.roost/operations/${operation}.open; for s in ${steps.join(' ')}; do : >${begun}/$s; done`,
  );
}

/** `cloudflare`: address of the fake account, which is as `World.start` leaves it. */
export async function formerControlHost({ sshd, host, root }: Places, cloudflare: string): Promise<void> {
  const at = (...names: string[]): string => join(root, ...names);
  const directory = (app: string): string => join(sshd.folder, app);
  for (const name of ['age.txt', 'other.txt'])
    execFileSync(await findTool('age-keygen'), ['-o', at(name)], { stdio: 'ignore' });
  const recipient = /public key: (age1\w+)/.exec(readFileSync(at('age.txt'), 'utf8'))![1]!;
  const password = randomBytes(12).toString('hex');
  writeFileSync(at('password'), `${password}\n`);
  writeFileSync(at('wrong'), 'wrong\n');
  writeFileSync(
    at('secrets.env.sops'),
    await encrypt(`RESTIC_PASSWORD=${password}\nCLOUDFLARE_TOKEN=${token}\n`, 'dotenv', recipient, () => {}),
  );
  const { user, addresses, hostKey, keyFile } = sshd.target();
  const app = (name: string) => `  ${name}:
    { host: box, contract: compose, repository: "https://git.example/${name}.git", directory: ${directory(name)}, service: web }
`;
  writeFileSync(
    at('fleet.yaml'),
    `fleet: lab
secrets: { file: ${at('secrets.env.sops')}, age: { keyFile: ${at('keys', 'age.txt')} } }
backup: { folder: ${at('backups')}, repository: { url: ${at('repository')}, password: { secret: RESTIC_PASSWORD } } }
push: { heads: off }
cloudflare: { account: ${account}, api: "${cloudflare}", token: { secret: CLOUDFLARE_TOKEN }, zones: [sgos.example] }
hosts:
  box: { user: ${user}, addresses: ["${addresses[0]}"], hostKey: "${hostKey}", key: ${keyFile!} }
apps:
${app('phone')}${app('wiki')}${app('shop')}`,
  );
  await snapshotOfControl(root, password);
  for (const name of ['phone', 'wiki']) await run(host, `mkdir -p ${directory(name)}/.roost/releases/2`);
  const record = {
    release: 2,
    commit: 'c'.repeat(40),
    operation,
    migration: 'breaking',
    committedAt: null,
  };
  await host.upload(`${directory('phone')}/.roost/releases/2/release.json`, JSON.stringify(record));
  await run(host, `: >${directory('phone')}/.roost/releases/2/data-at-risk`);
  await underWay(host, directory('phone'), owner('deploy', 'phone'), ['stage', 'stop', 'dump', 'postdeploy']);
  await underWay(host, directory('wiki'), owner('backup', 'wiki'), ['copies']);
  const { stdout: home } = await run(host, 'printf %s "$HOME"');
  await underWay(host, hostDirectory(home), owner('provision', 'box'), []);
  await underWay(host, drillDirectory(home, 'shop'), owner('drill', 'shop'), ['stage']);
}

async function snapshotOfControl(root: string, password: string): Promise<void> {
  await storeControl(root, password, 'records', true);
  // All of the control host is gone.
  rmSync(join(root, 'backups'), { recursive: true });
}

/** `records`: what is in the archive of an app's releases. */
export async function storeControl(
  root: string,
  password: string,
  records: string | Buffer,
  init = false,
): Promise<void> {
  const at = (...names: string[]): string => join(root, ...names);
  const { control } = backupPaths(at('backups'));
  rmSync(at('former-audit.db'), { force: true });
  mkdirSync(join(control, 'releases', 'box'), { recursive: true });
  const audit = openAudit(at('former-audit.db'), { info: () => {} });
  audit.record(past);
  audit.record({ ...past, kind: 'delivery', runId: null, workflowId: null, what: 'push' });
  audit.close();
  await copyDatabase(at('former-audit.db'), join(control, 'audit.db'));
  copyFileSync(at('fleet.yaml'), join(control, 'fleet.yaml'));
  for (const [name, text] of [
    ['FLEET_COMMIT', 'abc'],
    ['releases/box/phone.tar', records],
  ] as const)
    writeFileSync(join(control, name), text);
  const { status } = backupPaths(at('backups'));
  await changeStatus(status, (now) => {
    now.apps.phone = { host: 'box', lastAttempt: null, lastSuccess: null };
  });
  copyFileSync(status, join(control, 'status.json'));
  const restic = openRestic({
    executable: await findTool('restic'),
    repository: { url: at('repository'), password, env: {} },
    cache: at('cache'),
  });
  if (init) await restic.init();
  await restic.backup({ path: control, host: 'control', tags: [controlTag] });
}
