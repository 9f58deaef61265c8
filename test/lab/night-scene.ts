/** The nights' fleet on three hosts: backed up by roost, made to fail, and asked how it went. */
import { exec, startByScript, type LabHost } from '../../lab';
import { commitOn, json } from '../../lab/commits';
import { backupParts, type BackupParts } from './backup-stage';
import { leftovers } from './leftovers';
import { view } from './moment';
import { faultApps, faultData } from './night-apps';
import { answerOf, openStage, until, untilOn, type DeployAnswer, type Stage } from './stage';

type NightStatus = NonNullable<Awaited<ReturnType<BackupParts['status']>>['night']>;

export interface NightScene {
  stage: Stage;
  parts: BackupParts;
  hosts: [LabHost, LabHost, LabHost];
  /** Writes the fleet file, with these settings of its backup. */
  fleet(backup?: object): void;
  on(host: LabHost, script: string): Promise<string>;
  backup(...apps: string[]): Promise<DeployAnswer>;
  /** Backs it up in vain: no snapshot is made, and the code stands wherever it is asked. */
  fails(app: string, code: string): Promise<void>;
  succeeds(app: string): Promise<void>;
  /** Begins a whole night; returns what waits for its end. */
  night(): Promise<() => Promise<NightStatus>>;
  /** When the app's run is in that step. */
  inStep(app: string, step: string): Promise<void>;
  /** A deploy of phone whose script was killed under it: it waits for a decision, with the lock held. */
  deployThatWaits(version: string): Promise<string>;
  /** Decides that it is undone, and waits for its end. */
  undo(deploy: string): Promise<void>;
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openNight(name: string): Promise<NightScene> {
  const stage = await openStage(name, { 'decide.wait': '30m' }, 3);
  const hosts = stage.lab.hosts as NightScene['hosts'];
  const parts = await backupParts(stage.lab.ageKeyFile);
  await startByScript(stage.lab, hosts[0], 'phone', 'v1');
  await faultData(hosts);
  const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);
  const scene: NightScene = {
    stage,
    parts,
    hosts,
    fleet(more = {}) {
      const { backup, ...edit } = parts.edit;
      const settings = { ...(backup as object), lockWait: '5s', atOnce: { perHost: 6, all: 6 }, ...more };
      stage.fleet({ ...edit, ...faultApps(hosts.map((host) => host.name)), backup: settings });
    },
    on,
    backup: async (...apps) => answerOf(await stage.roost.run(['backup', ...apps, '--json'])),
    async fails(app, code) {
      const before = await parts.restic.snapshots(`app=${app}`);
      const { error } = await scene.backup(app);
      expect([app, error?.code]).toEqual([app, code]);
      expect(await parts.restic.snapshots(`app=${app}`)).toEqual(before);
      expect((await parts.status()).apps[app]?.lastAttempt?.error?.code).toBe(code);
    },
    async succeeds(app) {
      const before = (await parts.restic.snapshots(`app=${app}`)).length;
      const { error } = await scene.backup(app);
      expect([app, error]).toEqual([app, undefined]);
      // Never twice, whatever was tried again.
      expect(await parts.restic.snapshots(`app=${app}`)).toHaveLength(before + 1);
    },
    async night() {
      const before = (await parts.status()).night?.endedAt;
      const { code, stdout } = await stage.roost.run(['backup', '--detach']);
      expect([code, stdout]).toEqual([0, expect.anything()]);
      return async () => {
        await until(
          'the night has ended',
          async () => (await parts.status()).night?.endedAt !== before,
          280_000,
        );
        process.stderr.write((await stage.roost.run(['backup', 'status'])).stdout);
        return (await parts.status()).night!;
      };
    },
    inStep: (app, step) =>
      until(`${app} is in ${step}`, async () => {
        const run = await view(stage, `backup-${app}`);
        return (
          run?.status === 'running' && run.progress?.steps.find(({ id }) => id === step)?.state === 'running'
        );
      }),
    async deployThatWaits(version) {
      const commit = commitOn(stage.lab, stage.lab.repos.phone.commits['v2']!, `waits-${version}`, {
        'knobs.json': json((knobs) => ({ ...knobs, postdeploySeconds: 20 })),
        'app.json': json((app) => ({ ...app, version })),
      });
      const deploy = await stage.begin(commit);
      await untilOn(hosts[0], 'its script runs', 'docker ps -q --filter label=roost.operation | grep .');
      await on(hosts[0], 'docker kill $(docker ps -q --filter label=roost.operation)');
      await until('it waits', async () => (await view(stage, deploy))?.progress?.phase === 'waiting');
      return deploy;
    },
    async undo(deploy) {
      expect((await stage.roost.run(['decide', deploy, 'undo'])).code).toBe(0);
      await until('it is over', async () => {
        const run = await view(stage, deploy);
        return run !== null && run.status !== 'running';
      });
    },
    leftovers: () => leftovers(hosts, parts),
    async close() {
      await stage.close();
      await parts.remove();
    },
  };
  scene.fleet();
  expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
  return scene;
}
