import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asRoot, exec, labUp, resetHost, type Lab, type LabHost } from '../../lab';
import { roostCli, type RoostCli } from '../../lab/roost';
import { caddyfile, nginxSite, prepareImages, startStranger, ten, untilRuns } from '../../lab/strangers';
import { describeOnLab } from './support';

interface Written {
  lines: number;
  seconds: number;
  apps: { name: string; left: string[] | null }[];
}

interface Shown {
  added: { name: string }[];
  vanished: { app: string }[];
  changed: { app: string; says: string; canBeAdded: boolean }[];
  written: boolean;
}

interface Checked {
  rows: { subject: string; check: string; state: string; says: string }[];
}

/** Of tools other than git and Compose, whose folders no reset knows. */
const folders = '/etc/dokploy /etc/komodo /data /opt/stacks /etc/caddy /etc/nginx/sites-enabled';

describeOnLab('a host with ten projects that roost did not make', () => {
  let lab: Lab;
  let host: LabHost;
  let roost: RoostCli;
  let state: string;
  let fleetFile: string;

  beforeAll(async () => {
    lab = await labUp({ name: 'init', hosts: 1, log: (line) => process.stderr.write(`  lab: ${line}\n`) });
    host = lab.hosts[0]!;
    await resetHost(host);
    await asRoot(host, `rm -rf ${folders}; mkdir -p /etc/caddy /etc/nginx/sites-enabled`);
    await exec(host, ['tee', '/etc/nginx/sites-enabled/blog'], { input: nginxSite, user: 'root' });
    await exec(host, ['tee', '/etc/caddy/Caddyfile'], { input: caddyfile, user: 'root' });
    await prepareImages(host, ['1']);
    for (const one of ten) await startStranger(lab, host, one);
    for (const { name } of ten) await untilRuns(host, name);
    state = mkdtempSync(join(tmpdir(), 'roost-init-'));
    fleetFile = join(state, 'fleet.yaml');
    roost = roostCli(state, fleetFile);
  }, 600_000);

  afterAll(async () => {
    await lab?.down();
    if (state) rmSync(state, { recursive: true, force: true });
  }, 120_000);

  const on = (script: string): Promise<string> => exec(host, ['sh', '-ec', script]);
  const text = (): string => readFileSync(fleetFile, 'utf8');
  const json = async <T>(...args: string[]): Promise<T> => (await roost.json(args)) as unknown as T;

  /** All that a reader of the host must leave as it is. */
  const world = (): Promise<string> =>
    asRoot(
      host,
      `docker ps -aq --no-trunc | sort | xargs docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}'
      { docker volume ls -q; docker network ls -q; docker images -aq; } | sort
      find /srv/stacks ${folders} /home/deploy -type f ! -name .bash_history ! -path '*/motd*' ! -path '/data/*/proc/*' -exec sha256sum {} + | sort
      find /srv/stacks ${folders} /home/deploy -printf '%p %m %u\\n' | sort`,
    );

  /** What a comment of the file says, whichever lines it takes. */
  const comments = (): string =>
    text()
      .replace(/\n *#   (?! )/g, ' ')
      .replace(/ +/g, ' ');

  test('is a fleet file of ten projects, of which check says nothing that a comment does not foresee', async () => {
    const before = await world();
    const written = await json<Written>(
      'init',
      `deploy@${host.address}:${host.port}`,
      '--yes',
      '--key',
      lab.sshKeyFile,
    );
    expect(await world()).toBe(before);
    expect(written.apps.map(({ name, left }) => [name, left === null]).sort()).toEqual([
      ['blog', true],
      ['data', true],
      ['feeder', true],
      ['gist', true],
      ['lists', true],
      ['photos', true],
      ['shop', true],
      ['store-ab12', true],
      // No git: the file has the commands.
      ['uptime-status', false],
      ['wiki', false],
    ]);
    expect(parse(text())).toMatchObject({
      apps: {
        blog: { domain: 'blog.example.org', service: 'app', port: 8080 },
        data: { service: 'db', health: { tcp: 5432 } },
        feeder: { health: 'none' },
        lists: { directory: '/srv/stacks/homelab', compose: ['stacks/lists/compose.yaml'], project: 'lists' },
        photos: { domain: 'photos.example.org', data: { folders: ['library'] } },
        shop: {
          service: 'web',
          data: {
            postgres: { service: 'postgres', database: 'shop', user: 'shop' },
            redis: [{ service: 'redis' }],
            volumes: ['uploads'],
          },
        },
        'store-ab12': { domain: 'store.example.org', port: 3000, project: 'store-ab12' },
      },
    });
    expect(text()).not.toMatch(/none-of-your-business|f3d1c5|\$2[ay]\$/);
    const { rows } = await json<Checked>('check');
    const unwell = rows.filter(({ state: one }) => one !== 'ok');
    for (const { check, says } of unwell)
      expect(comments()).toContain(`check will say: ${check}: ${says}`.replace(/\s+/g, ' '));
    expect(rows.filter(({ state: one }) => one === 'fail')).toEqual([]);
    process.stderr.write(
      `  init: 10 projects in ${written.seconds} s, ${written.lines} lines, 0 corrected by hand\n`,
    );
  }, 120_000);

  test('again: what is new and what has changed is added, and what a person has written stays', async () => {
    const lines = text().split('\n');
    const begin = lines.findIndex((line) => line.includes('Left out: project wiki '));
    const commands = lines.slice(begin).flatMap((line) => /^ *# {5}(\S.*)$/.exec(line)?.[1] ?? []);
    await on(commands.join('\n'));
    await on(`git clone -q /srv/git/gist.git /srv/stacks/second; cd /srv/stacks/second
      sed -i s/8104/8109/ compose.yaml; docker compose up -d 2>&1
      cd /srv/stacks/shop; sed -i '/uploads:.uploads/s#\\[uploads:/uploads\\]#["uploads:/uploads", "extra:/extra"]#; s#^  uploads:#  uploads:\\n  extra:#' compose.yml
      docker compose up -d 2>&1; cd /srv/stacks/feeder; docker compose down 2>&1`);
    const mine = text().replace('    service: app\n', '    service: app   # mine: "keep"\n');
    writeFileSync(fleetFile, mine);
    const shown = await json<Shown>('init', '--diff');
    expect(shown.written).toBe(false);
    expect(shown.added.map(({ name }) => name).sort()).toEqual(['second', 'wiki']);
    expect(shown.vanished.map(({ app }) => app)).toEqual(['feeder']);
    expect(shown.changed).toEqual([
      { app: 'shop', says: expect.stringContaining('extra'), canBeAdded: true },
    ]);
    expect(text()).toBe(mine);

    const began = Date.now();
    expect((await json<Shown>('init', '--add')).written).toBe(true);
    const added = text().split('\n');
    let at = 0;
    for (const line of mine.trimEnd().split('\n')) {
      at = added.indexOf(line, at) + 1;
      expect([line, at > 0]).toEqual([line, true]);
    }
    expect(parse(text())).toMatchObject({
      apps: {
        second: { service: 'web' },
        wiki: { repository: '/home/deploy/git/wiki.git', data: { folders: ['data'] } },
        shop: { data: { volumes: ['uploads', 'extra'] } },
      },
    });
    expect(await json<Shown>('init', '--diff')).toMatchObject({ added: [], changed: [] });
    expect((await json<Checked>('check')).rows.filter(({ state: one }) => one === 'fail')).toEqual([]);
    process.stderr.write(
      `  init --add: ${(Date.now() - began) / 1000} s, ${added.length - mine.split('\n').length} lines\n`,
    );
  }, 120_000);
});
