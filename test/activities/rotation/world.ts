/** A fleet whose repositories, hosts and keys are folders of this machine; git, sops and age are real. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import { parseFleet, type Fleet, type SecretFormat } from '../../../src/fleet/file';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { localHost } from '../../../src/host/local';
import { createRedactor } from '../../../src/host/redact';
import type { Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { Lease } from '../../../src/protocol/lock';
import type { RotationPlan } from '../../../src/protocol/plan';
import type { KeyRotationRequest } from '../../../src/protocol/requests';
import { findTool } from '../../../src/tools';
import { hostKey } from '../../fleet/file/sample';
import { Runs } from './runs';

export interface Options {
  folder: string;
  /** Apps, each with a repository of its own. */
  apps: string[];
  /** Encrypted files of each, four of them in the fleet file. */
  files: number;
  commit?: 'direct' | 'branch';
  /** Of `apps`: shares the repository of the first. */
  sharing?: string;
}

const formats: Record<string, SecretFormat> = {
  '.env.sops': 'dotenv',
  'conf/app.json': 'json',
  'conf dir/app.yaml': 'yaml',
  'certificate.bin': 'binary',
};

const contents: Record<SecretFormat, string> = {
  dotenv: '# a comment\nTOKEN=hunter2 # $x "y"\nEMPTY=\nSECOND=x\\ny\n',
  json: '{"smtp": {"password": "hunter2", "port": 25}, "list": ["a", "b"]}',
  yaml: 'password: "several\\nlines"\nport: 25\nlist:\n    - one\n    - two\n',
  binary: 'bytes \0\u00ff and no end',
};

const run = (command: string, args: string[], options: object = {}): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options });

export class World extends Runs {
  readonly redactor = createRedactor();
  readonly activities: Activities;
  /** What happens before a push, such as another one. */
  beforePush: () => void = () => {};
  readonly deployed: string[] = [];
  deploy: () => Promise<string> = async () => 'succeeded';

  constructor(readonly options: Options) {
    super();
    const host = localHost(this.redactor.scrub);
    const fleet = async () => this.fleet();
    const intercepted: Host = {
      ...host,
      exec: (argv, given) => {
        if (argv.includes('push-commit')) this.beforePush();
        return host.exec(argv, given);
      },
    };
    this.activities = createActivities({
      fleet,
      lastFleet: fleet,
      host: () => intercepted,
      control: { host, directory: this.at('state') },
      jobs: (one: Host) => createJobs(one),
      guard: (one: Host, directory: string) => createGuard(one, directory),
      // Runs of other processes are over.
      latestRun: async (workflowId: string) => ({ runId: workflowId, open: false }),
      plane: 'plane',
      redactor: this.redactor,
      log: { info() {}, warn() {}, debug() {}, error() {} },
      deploy: async (app: string) => {
        this.deployed.push(app);
        return this.deploy();
      },
      tool: (name: 'sops' | 'age-keygen') => findTool(name),
    } as unknown as Deps);
  }

  at(...parts: string[]): string {
    return join(this.options.folder, ...parts);
  }

  get keyFile(): string {
    return this.at('keys/keys.txt');
  }

  get secrets(): string {
    return this.at('control/secrets.env.sops');
  }

  remote(app: string): string {
    return this.at('remotes', `${app === this.options.sharing ? this.options.apps[0] : app}.git`);
  }

  fleet(): Fleet {
    const { apps, commit = 'direct', folder } = this.options;
    const secrets = Object.entries(formats).map(
      ([source, format], i) => `{ source: "${source}", target: t${i}, format: ${format} }`,
    );
    const app = (name: string) =>
      `  ${name}: { host: hornbill, contract: compose, repository: ${this.remote(name)}, directory: ${this.at('srv', name)}, source: src, service: app, secrets: [${secrets.join(', ')}] }`;
    const text = `fleet: lab
secrets: { file: ${this.secrets}, age: { keyFile: ${this.keyFile} }, commit: ${commit} }
lock: { wait: 0s }
hosts:
  hornbill: { user: deploy, addresses: [192.0.2.10], hostKey: ${hostKey}, role: apps }
apps:
${apps.map(app).join('\n')}
`;
    return parseFleet(text, { file: 'fleet.yaml', home: folder });
  }

  /** Makes key, repositories and files. */
  async build(): Promise<void> {
    mkdirSync(this.at('keys'), { recursive: true });
    mkdirSync(this.at('control'));
    run(await findTool('age-keygen'), ['-o', this.keyFile]);
    const recipient = await this.recipient();
    const sealed = new Map<SecretFormat, string>();
    for (const format of ['dotenv', 'json', 'yaml', 'binary'] as const)
      sealed.set(format, await this.seal(contents[format], format, [recipient]));
    writeFileSync(this.secrets, sealed.get('dotenv')!, { mode: 0o640 });
    const repositories = this.options.apps.filter((app) => app !== this.options.sharing);
    for (const app of repositories) {
      const work = this.at('work', app);
      mkdirSync(join(work, 'conf dir'), { recursive: true });
      mkdirSync(join(work, 'conf'));
      mkdirSync(join(work, 'extra'));
      const names = Object.entries(formats);
      for (const [path, format] of names) writeFileSync(join(work, path), sealed.get(format)!);
      for (let i = names.length; i < this.options.files; i += 1)
        writeFileSync(join(work, 'extra', `${i}.yaml`), sealed.get('yaml')!);
      writeFileSync(
        join(work, '.sops.yaml'),
        `# ${recipient}: of the control host\r\nkeys:\r\n  - &control ${recipient}\r\ncreation_rules:\r\n  - path_regex: extra/.*\r\n    age: ${recipient} # the same\r\n  - key_groups:\r\n      - age:\r\n          - *control\r\n`,
      );
      writeFileSync(join(work, 'README.md'), `Secrets are encrypted to ${recipient}.\n`);
      run('git', ['init', '-q', '--bare', '-b', 'main', this.remote(app)]);
      this.git(app, 'init', '-q', '-b', 'main');
      this.commit(app, 'first');
    }
  }

  /** In the working copy of a person. */
  git(app: string, ...args: string[]): string {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@a', '-c', 'core.autocrlf=false'];
    return run('git', ['-C', this.at('work', app), ...identity, ...args]);
  }

  commit(app: string, message: string): void {
    this.git(app, 'add', '-A');
    this.git(app, 'commit', '-q', '-m', message);
    this.git(app, 'push', '-q', this.remote(app), 'HEAD:refs/heads/main');
  }

  async recipient(file = this.keyFile): Promise<string> {
    return run(await findTool('age-keygen'), ['-y', file]).trim();
  }

  async seal(text: string, format: SecretFormat, recipients: string[]): Promise<string> {
    const types = ['--input-type', format, '--output-type', format];
    const argv = ['--config', '/dev/null', 'encrypt', ...types, '--age', recipients.join(',')];
    return run(await findTool('sops'), [...argv, '--filename-override', 'x'], { input: text });
  }

  /** Encrypts by a `.sops.yaml`, as a person would. */
  async sealBy(config: string, name: string): Promise<string> {
    const argv = [
      '--config',
      config,
      'encrypt',
      '--filename-override',
      name,
      '--input-type',
      'yaml',
      '--output-type',
      'yaml',
    ];
    return run(await findTool('sops'), argv, { input: 'a: b\n' });
  }

  listRemote(app: string, ref = 'main'): string[] {
    const git = ['--git-dir', this.remote(app), 'ls-tree', '-r', '--name-only', '-z', ref];
    return run('git', git).split('\0').filter(Boolean);
  }

  inRemote(app: string, path: string, ref = 'main'): string {
    return run('git', ['--git-dir', this.remote(app), 'show', `${ref}:${path}`]);
  }

  /** One run, with each step once. */
  async rotate(request: Partial<KeyRotationRequest> = {}, name = 'run'): Promise<RotationPlan> {
    const lease = await this.lock(name);
    const plan = await this.planOf({ what: 'age-key', ...request }, lease, name);
    for (const i of plan.steps.keys()) await this.step(name, plan, lease, i);
    await this.as(name, () => this.activities.releaseLock(lease, plan.operation));
    return plan;
  }

  planOf(request: KeyRotationRequest, lease: Lease, name = 'run'): Promise<RotationPlan> {
    return this.as(name, async () => (await this.activities.planRotate(request, lease)).plan);
  }

  plan(): Promise<RotationPlan> {
    return this.as('plan', async () => (await this.activities.planRotate({ what: 'age-key' }, null)).plan);
  }

  async undo(name: string, plan: RotationPlan, lease: Lease, i: number): Promise<void> {
    const { id, undo } = plan.steps[i]!;
    await this.step(
      name,
      { ...plan, steps: [{ ...plan.steps[i]!, id, call: undo!.call }] },
      lease,
      0,
      'undo',
    );
  }

  remove(): void {
    rmSync(this.options.folder, { recursive: true, force: true });
  }

  has(path: string): boolean {
    return existsSync(path);
  }

  read(path: string): string {
    return readFileSync(path, 'utf8');
  }
}

export { contents, formats };
