/** With a real restic and sops. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encrypt } from '../../../lab/secrets';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import type { RepositoryConfig } from '../../../src/fleet/file';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { localHost } from '../../../src/host/local';
import { createRedactor } from '../../../src/host/redact';
import type { Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { RotationPlan } from '../../../src/protocol/plan';
import { openConfigured, openRestic, type Restic } from '../../../src/restic';
import { controlSecrets, secretOf } from '../../../src/secrets/control';
import { removeSecrets, setSecret } from '../../../src/secrets/set';
import { findTool } from '../../../src/tools';
import { parse, sample } from '../../fleet/file/sample';
import { Runs } from './runs';

jest.setTimeout(300_000);

const root = mkdtempSync(join(tmpdir(), 'roost-password-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let [restic, sops] = ['', ''];

beforeAll(async () => {
  [restic, sops] = [await findTool('restic'), await findTool('sops')];
});

let scenes = 0;

/** A control host with one or two repositories. */
class Scene extends Runs {
  readonly folder = join(root, String((scenes += 1)));
  readonly at = (name: string): string => join(this.folder, name);
  readonly file = this.at('secrets.env.sops');
  readonly keyFile = this.at('key');
  readonly redactor = createRedactor();
  readonly activities: Activities;
  readonly read = controlSecrets({ sops: async () => sops });

  constructor(readonly secondBy?: string) {
    super();
    const fleet = async () => this.fleet();
    this.activities = createActivities({
      fleet,
      lastFleet: fleet,
      control: { host: localHost(this.redactor.scrub), directory: this.at('state') },
      jobs: (one: Host) => createJobs(one),
      guard: (one: Host, directory: string) => createGuard(one, directory),
      latestRun: async (workflowId: string) => ({ runId: workflowId, open: false }),
      plane: 'plane',
      redactor: this.redactor,
      log: { info() {}, warn() {}, debug() {}, error() {} },
      controlSecret: async (name: string) => secretOf(await this.secrets())(name),
      restic: async (config: RepositoryConfig) =>
        openConfigured(config, secretOf(await this.secrets()), {
          executable: restic,
          cache: this.at('cache'),
        }),
      setSecret: async (_: unknown, name: string, value: string | null) => {
        const change = { sops, file: this.file, keyFile: this.keyFile, name };
        await setSecret({
          ...change,
          value: value ?? (await this.secrets())[name] ?? 'x',
          rehearse: value === null,
        });
      },
      removeSecrets: (_: unknown, names: string[]) =>
        removeSecrets({ sops, file: this.file, keyFile: this.keyFile, names }),
    } as unknown as Deps);
  }

  fleet() {
    const second = this.secondBy
      ? `, second: { url: ${this.at('second')}, password: { secret: ${this.secondBy} } }`
      : '';
    return parse(`secrets: { file: ${this.file}, age: { keyFile: ${this.keyFile} } }
lock: { wait: 0s }
backup: { repository: { url: ${this.at('first')}, password: { secret: RESTIC } }${second} }
${sample}`);
  }

  secrets = (): Promise<Record<string, string>> => this.read(this.fleet().secrets);

  open = (place: string, password: string): Restic =>
    openRestic({
      executable: restic,
      repository: { url: this.at(place), password, env: {} },
      cache: this.at('cache'),
    });

  async build(): Promise<this> {
    mkdirSync(this.folder);
    execFileSync(await findTool('age-keygen'), ['-o', this.keyFile], { stdio: 'ignore' });
    const recipient = /public key: (age1\w+)/.exec(readFileSync(this.keyFile, 'utf8'))![1]!;
    const text = 'RESTIC=pw-first\nRESTIC_2=pw-second\nOTHER=stays\n';
    writeFileSync(this.file, await encrypt(text, 'dotenv', recipient, () => {}), { mode: 0o640 });
    await this.open('first', 'pw-first').init();
    if (this.secondBy)
      await this.open('second', this.secondBy === 'RESTIC' ? 'pw-first' : 'pw-second').init();
    return this;
  }

  /** Up to that step, as a run that is ended there. */
  async rotate(name = 'run', until = Infinity): Promise<RotationPlan> {
    const lease = await this.lock(name);
    const { plan } = await this.as(name, () =>
      this.activities.planRotate({ what: 'restic-password' }, lease),
    );
    for (const i of plan.steps.slice(0, until).keys()) await this.step(name, plan, lease, i);
    return plan;
  }
}

it('the new password opens both repositories before the former one goes; keys of others stay', async () => {
  const scene = await new Scene('RESTIC').build();
  // Another key with the same user and host as ours, and one with the same password.
  writeFileSync(scene.at('other'), 'pw-other');
  await scene.open('first', 'pw-first').addKey(scene.at('other'), 'roost', 'lab');
  const plan = await scene.rotate();
  expect(plan.steps.map(({ id }) => id)).toEqual([
    'prepare-restic',
    'add-restic-first',
    'add-restic-second',
    'store-restic',
    'remove-restic-first',
    'remove-restic-second',
    'forget-restic',
  ]);
  const values = await scene.secrets();
  expect(Object.keys(values).sort()).toEqual(['OTHER', 'RESTIC', 'RESTIC_2']);
  expect(values).toMatchObject({ OTHER: 'stays', RESTIC_2: 'pw-second' });
  expect(values.RESTIC).toMatch(/^[\w-]{43}$/);
  for (const place of ['first', 'second']) {
    await scene.open(place, values.RESTIC!).snapshots();
    await expect(scene.open(place, 'pw-first').snapshots()).rejects.toMatchObject({
      code: 'RepositoryPasswordWrong',
    });
  }
  expect(await scene.open('first', 'pw-other').snapshots()).toEqual([]);
  expect(scene.notes.find((note) => note.startsWith('remove-restic-first'))).toMatch(
    /other keys stay: \w{8} roost@lab$/,
  );
  expect(statSync(scene.file).mode & 0o777).toBe(0o640);
  expect(JSON.stringify([plan, scene.notes])).not.toContain(values.RESTIC);
});

it('goes on from each point, with one new key only', async () => {
  const scene = await new Scene('RESTIC_2').build();
  const { steps } = await scene.rotate('run-0', 0);
  const opens = async (): Promise<void> => {
    const { RESTIC, RESTIC_2 } = await scene.secrets();
    await scene.open('first', RESTIC!).keys();
    await scene.open('second', RESTIC_2!).keys();
  };
  for (let i = 1; i <= steps.length; i += 1) {
    await scene.rotate(`run-${i}`, i);
    await opens();
    // The first password has ended with its own last step; a run behind it begins another one.
    if (steps[i - 1]!.id === 'forget-restic') break;
  }
  const { RESTIC } = await scene.secrets();
  expect(await scene.open('first', RESTIC!).keys()).toHaveLength(1);
  expect(RESTIC).not.toBe('pw-first');
});

it('a repository that does not open is named before anything is stored', async () => {
  const scene = await new Scene().build();
  rmSync(scene.at('first'), { recursive: true });
  await expect(scene.rotate()).rejects.toMatchObject({ type: 'RepositoryMissing' });
  expect((await scene.secrets()).RESTIC).toBe('pw-first');
});
