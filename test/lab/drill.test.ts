/** Drills on a real host: whole apps restored in scratch, what fails is caught, and nothing live notices. */
import { execFile } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commitOn, json } from '../../lab/commits';
import { failed, startTraffic, type Traffic } from '../../lab/traffic';
import { backupPaths } from '../../src/backup';
import type { DrillPlan } from '../../src/protocol/plan';
import { connectClient } from '../../src/temporal/connect';
import { findTool } from '../../src/tools';
import { backupParts, type BackupParts } from './backup-stage';
import { signal, view } from './moment';
import { adopted, answerOf, DOMAIN, openStage, until, untilOn, type DeployAnswer, type Stage } from './stage';
import { describeOnLab } from './support';

jest.setTimeout(300_000);

type Answer = Omit<DeployAnswer, 'plan'> & { plan?: DrillPlan };

/** Asks all the while for what listens on the host, by a name that says who asks. */
const CALLER = `services:
  app:
    image: registry:5000/roost-base:1
    init: true
    stop_grace_period: 1s
    environment: { WHO: live, OUT: "http://$GATEWAY:2525" }
    command: [sh, -c, 'cp -r /data /tmp/had; while :; do curl -fsS --max-time 1 "$$OUT/$$WHO" >/dev/null 2>&1 && echo out >/tmp/result || echo refused >/tmp/result; sleep 0.5; done']
    volumes: ["./data:/data"]
    ports: ["8790:80"]
    labels: { traefik.enable: "true" }
    privileged: true
    healthcheck: { test: [CMD, test, -s, /tmp/result], interval: 1s, retries: 20 }
`;
const SICK = `services:
  app:
    image: registry:5000/roost-base:1
    init: true
    stop_grace_period: 1s
    command: [sleep, infinity]
    volumes: ["./data:/data"]
    healthcheck: { test: [CMD, "false"], interval: 1s, retries: 2 }
`;

describeOnLab('a drill', () => {
  let stage: Stage;
  let parts: BackupParts;
  let traffic: Traffic;

  beforeAll(async () => {
    stage = await openStage('drill');
    parts = await backupParts(stage.lab.ageKeyFile);
    useFleet();
    const checked = commitOn(stage.lab, 'v2', 'checked', {
      'app.json': json((before) => ({
        ...before,
        version: '1.1.0',
        scripts: {
          ...(before.scripts as object),
          // What the drill is not given they would do to the live app.
          backup:
            'docker compose exec -T db pg_dump -U phone -Fc phone >../backup/phone.dump && tar -cf ../backup/mails.tar -C ../data voicemails',
          restore:
            'set -eu; docker compose exec -T db pg_restore -U phone -d phone <"$ROOST_RESTORE_FROM/phone.dump"; tar -xf "$ROOST_RESTORE_FROM/mails.tar" -C ../data; echo "$ROOST_DRILL" >../data/voicemails/brought',
          check: 'curl -fsS http://127.0.0.1:8080/ | grep -q voicemails && ls /data/voicemails/one.mp3',
        },
      })),
    });
    await adopted(stage, 'v1', checked);
    await stage.sql("insert into voicemails (caller) values ('first'), ('second')");
    await stage.on(
      'mkdir -p /srv/apps/sgos-phone/data/voicemails && head -c 300000 /dev/urandom >/srv/apps/sgos-phone/data/voicemails/one.mp3',
    );
    const gateway = (
      await stage.on("docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}'")
    ).trim();
    // Listens on the host, and says who has asked.
    await stage.on(
      `docker run -d --name listener --network host registry:5000/roost-base:1 node -e "require('http').createServer((q, r) => { console.log(q.url); r.end(); }).listen(2525)"`,
    );
    for (const [name, file] of [
      ['caller', CALLER.replace('$GATEWAY', gateway)],
      ['sick', SICK],
    ] as const)
      await stage.on(
        `mkdir -p /srv/apps/${name}/data && cd /srv/apps/${name} && cat >docker-compose.yml <<'END'
${file}
END
echo kept >data/kept && printf 'data\\n.roost\\nbackup\\n' >.gitignore && git init -q && git add -A && git -c user.name=l -c user.email=l@l commit -qm one && docker compose up -d`,
      );
    expect((await stage.roost.run(['backup', 'init'])).code).toBe(0);
    const { code, stdout, stderr } = await stage.roost.run(['backup', 'phone', 'caller', 'sick']);
    expect([code, stdout + stderr]).toEqual([0, expect.anything()]);
    traffic = startTraffic({
      url: stage.host.proxyUrl,
      domain: DOMAIN,
      every: 50,
      connections: ['new', 'kept'],
    });
  });
  afterAll(async () => {
    await stage?.close();
    await parts?.remove();
  });

  function useFleet(more = {}): void {
    const { backup, ...edit } = parts.edit;
    const app = (name: string, more: object) => ({
      host: stage.host.name,
      contract: 'compose',
      repository: '/srv/git/site.git',
      directory: `/srv/apps/${name}`,
      service: 'app',
      data: { folders: ['data'] },
      health: { wait: '6s' },
      ...more,
    });
    stage.fleet({
      ...edit,
      'apps.phone.backup': { from: 'data' },
      'apps.site.backup': { from: 'off' },
      'apps.caller': app('caller', {
        scripts: { check: 'test "$(cat /tmp/result)" = refused && test -f /tmp/had/kept' },
      }),
      'apps.sick': app('sick', {}),
      backup: { ...(backup as object), drill: { env: { WHO: 'drill' }, budget: '10m' } },
      ...more,
    });
  }

  const drill = async (...args: string[]): Promise<Answer> =>
    answerOf(await stage.roost.run(['drill', ...args, '--json'])) as Answer;

  /** Of drills, on the host and on the control host. */
  const left = async (): Promise<string> =>
    (
      await stage.on(
        `docker ps -a --format '{{.Names}}' | grep -e roost-drill -e '\\.drill'; docker network ls --format '{{.Name}}' | grep roost-drill; docker volume ls --format '{{.Name}}' | grep -e roost-; docker image ls --format '{{.Repository}}' | grep '\\.drill'; find ~/.local/state/roost/drills -mindepth 2 -maxdepth 2 ! -name .roost; find ~/.local/state/roost/drills/*/.roost/drills -mindepth 1; true`,
      )
    ).trim();

  it("shows what would be restored, and proves it with rows, files, health and the app's own check", async () => {
    const planned = await drill('phone', '--plan');
    expect(planned.error).toBeUndefined();
    const { plan } = planned;
    expect(plan?.drill.rows?.tables).toBeGreaterThan(1);
    expect((await drill('phone', '--plan')).plan?.hash).toBe(plan?.hash);
    const done = await drill('phone', '--expect', plan!.hash);
    process.stderr.write(
      `${JSON.stringify(done.result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\\n`,
    );
    expect(done.error).toBeUndefined();
    expect(await left()).toBe('');
    const { drills } = await parts.status();
    expect(drills.phone?.proven).toMatchObject({
      snapshot: plan!.drill.snapshot.id,
      rows: plan!.drill.rows,
      error: null,
    });
  });

  it('catches, in a night of drills, what can be restored and what cannot, and nothing gets out', async () => {
    const { run, error } = await drill('phone', 'caller', 'sick');
    const ended = await parts.status();
    process.stderr.write(`${JSON.stringify(ended.drills, null, 1)}\n${JSON.stringify(error)}\n`);
    expect(run).toBeDefined();
    expect(error?.message).toMatch(/1 of 3 restores are not proven: sick \(Unhealthy\)/);
    expect(ended.drills.phone?.last.error).toBeNull();
    expect(ended.drills.caller?.last.error).toBeNull();
    expect(ended.drills.sick).toMatchObject({ last: { error: { code: 'Unhealthy' } }, proven: null });
    const asked = await stage.on('docker logs listener');
    expect(asked).toContain('/live');
    expect(asked).not.toContain('/drill');
    expect(await left()).toBe('');
  });

  it('catches a dump that is cut short in a snapshot which looks whole', async () => {
    const staging = backupPaths(parts.folder).app('phone');
    truncateSync(join(staging, 'copies/postgres/phone.dump'), 2_000);
    await promisify(execFile)(
      await findTool('restic'),
      ['backup', '--quiet', '--tag', 'app=phone', staging],
      {
        env: { ...process.env, ...parts.resticEnv },
      },
    );
    const { error, result } = await drill('phone');
    expect(['CopyDamaged', 'LoadFailed']).toContain(error?.code);
    expect(result?.outcome).toBe('undone');
    const { drills } = await parts.status();
    expect(drills.phone?.proven?.error).toBeNull();
    expect(drills.phone?.last.error?.code).toBe(error?.code);
    expect(await left()).toBe('');
  });

  it('leaves nothing behind where its worker is killed in the middle, or its run is terminated', async () => {
    const begin = async (): Promise<void> => {
      expect((await stage.roost.run(['drill', 'caller', '--detach'])).code).toBe(0);
      const there = "docker ps --format '{{.Names}}' | grep roost-drill-caller";
      await untilOn(stage.host, 'its containers are there', there);
      signal(stage, 'worker', 'SIGKILL');
    };
    const ended = async (): Promise<boolean> => {
      const run = await view(stage, 'drill-caller');
      return run !== null && run.status !== 'running';
    };
    await begin();
    expect((await stage.roost.run(['up'])).code).toBe(0);
    await until('the drill has ended', ended);
    expect((await parts.status()).drills.caller?.last.error).toBeNull();
    expect(await left()).toBe('');

    await begin();
    await terminate('drill-caller');
    expect(await left()).toContain('roost-drill-caller');
    expect((await stage.roost.run(['up'])).code).toBe(0);
    // Of another app than those that are drilled then.
    await stage.roost.run(['schedules', 'apply']);
    expect((await stage.roost.run(['schedules', 'trigger', 'nightly-drill'])).code).toBe(0);
    await until('the night has removed it', async () => !(await left()).includes('roost-drill-caller'));
  });

  it('is an alert where it failed, and shown where it did not', async () => {
    // The worker looks when it starts.
    await until('the alerts are open', async () => (await alerts()).includes('drillFailed:sick'), 30_000);
    // The drill of `caller` that was terminated above is one too, once the worker has swept what it missed.
    const failed = (await alerts()).filter((key) => key !== 'drillFailed:caller').sort();
    expect(failed).toEqual(['drillFailed:phone', 'drillFailed:sick']);
    const { stdout } = await stage.roost.run(['backup', 'status']);
    process.stderr.write(stdout);
    expect(stdout).toMatch(/caller: restore proven .* ago of at most 10 d/);
  });

  it('is noticed by no request of the live app', async () => {
    const samples = await traffic.stop();
    expect(samples.length).toBeGreaterThan(500);
    expect(samples.filter(failed)).toEqual([]);
    expect(
      await stage.on(
        'docker ps --format "{{.Names}} {{.Status}}" | grep -c -e sgos-phone-app -e "caller-app"',
      ),
    ).toContain('2');
  });

  it("brings what a script wrote by the app's own restore script, which reaches the drill alone", async () => {
    const backup = { from: 'script', drill: { script: true } };
    useFleet({ 'apps.phone.backup': { from: 'script' } });
    expect((await stage.roost.run(['backup', 'phone'])).code).toBe(0);
    // By kind nothing has the folder: its archive is not named after it.
    const { error: refused } = await drill('phone', '--plan');
    expect(refused?.code).toBe('NotInSnapshot');
    expect(refused?.message).toContain('apps.phone.backup.drill.script: true');
    useFleet({ 'apps.phone.backup': backup });
    const done = await drill('phone');
    process.stderr.write(
      `${JSON.stringify(done.result?.steps.map(({ id, seconds, note }) => [id, seconds, note]))}\n`,
    );
    expect(done.error).toBeUndefined();
    expect(done.result?.steps.map(({ id }) => id)).toContain('swap-script');
    expect(await stage.on('ls /srv/apps/sgos-phone/data/voicemails')).toBe('one.mp3');
    expect(await left()).toBe('');
  });

  async function terminate(workflowId: string): Promise<void> {
    const { client, close } = await connectClient({ env: stage.roost.env });
    await client.workflow.getHandle(workflowId).terminate('as in the UI');
    await close();
  }
  const alerts = async (): Promise<string[]> => {
    const { backup } = await stage.roost.json<{ backup: { alerts: { key: string }[] } }>([
      'backup',
      'status',
    ]);
    return backup.alerts.map(({ key }) => key);
  };
});
