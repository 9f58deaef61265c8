/**
 * The dump before a migration, and its way back, by the programs on the
 * host. Docker only notes what it is asked.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { dumpData, restoreData } from '../../../../../src/activities/release/steps/data/data';
import { describeInShells } from '../../../../host/shells';
import { sourceHost, type SourceHost } from '../../../data/host';

const perform = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work) as Promise<T>;

const container = (id: string, service: string, status = 'running', started = Date.now() - 3_600_000) => ({
  Id: id,
  Name: `/${id}`,
  State: { Status: status, StartedAt: new Date(started).toISOString() },
  Config: {
    Labels: { 'com.docker.compose.service': service, 'com.docker.compose.project': 'src' },
  },
});

describeInShells('the data before a migration', (shell) => {
  let host: SourceHost;
  let log: string;
  const args = { release: 5, postgres: { service: 'db', database: 'phone', user: 'phone' } };
  const release = () => join(host.app, '.roost/releases/5');
  const begun = () => join(host.app, '.roost/operations/0123456789.begun');
  const asked = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const undo = () => perform(() => restoreData(host.site, args));
  const dump = () => perform(() => dumpData(host.site, args));

  const containers = (...all: object[]) => writeFileSync(join(host.app, 'containers'), JSON.stringify(all));

  beforeEach(() => {
    host = sourceHost(shell);
    host.site.host.exec = host.site.read;
    Object.assign(host.site, { guard: { current: async () => null } });
    Object.assign(host.site.scope, { compose: ['docker-compose.yml'] });
    log = join(host.app, 'asked');
    host.program(
      'docker',
      `case $1 in
        ps) echo one ;;
        compose) printf '%s\\n' app worker db ;;
        inspect) cat "${host.app}/containers" ;;
        exec) echo "$*" >>"${log}"; case "$*" in *pg_dump*) echo dumped ;; *pg_isready*) ;; *) cat >/dev/null ;; esac ;;
        *) echo "$*" >>"${log}" ;;
      esac`,
    );
    containers(container('d', 'db'));
    mkdirSync(release(), { recursive: true });
    mkdirSync(begun(), { recursive: true });
    for (const step of ['stage', 'stop', 'dump', 'postdeploy']) writeFileSync(join(begun(), step), '');
    Object.assign(host.site.context, { direction: 'undo', step: 'postdeploy' });
    Object.assign(host.site.app, { compose: [] });
    Object.assign(host.site.app.data, { services: [] });
  });
  afterEach(() => host.remove());

  it('come back once: what is written after that is the former release’s', async () => {
    Object.assign(host.site.context, { direction: 'forward', step: 'dump' });
    await dump();
    expect(existsSync(join(release(), 'data-at-risk'))).toBe(true);
    Object.assign(host.site.context, { direction: 'undo', step: 'postdeploy' });
    expect(await undo()).toBe('phone is as it was when it was dumped before release 5');
    expect(asked()).toContain('pg_restore');
    expect(existsSync(join(release(), 'data-at-risk'))).toBe(false);
    const before = asked();
    expect(await undo()).toBe('the data are back already');
    // Its release was removed meanwhile, and the run was reset.
    rmSync(release(), { recursive: true });
    expect(await undo()).toBe('the data are back already');
    expect(asked()).toBe(before);
  });

  it('are dumped when what Docker has started again is stopped again', async () => {
    Object.assign(host.site.context, { direction: 'forward', step: 'dump' });
    containers(container('d', 'db'), container('a', 'app'), container('w', 'worker', 'exited'));
    expect(await dump()).toEqual({
      note: '7 bytes',
      warnings: ['app had been stopped, ran again before step dump, and was stopped again.'],
    });
    expect(asked()).toMatch(/^update .* a\nstop a\n(?:.*\n)*exec d pg_dump/);
  });

  it('count as not dumped when a container was started while the dump was made', async () => {
    Object.assign(host.site.context, { direction: 'forward', step: 'dump' });
    const exited = container('a', 'app', 'exited');
    containers(container('d', 'db'), exited);
    host.site.change = async (argv, options) => {
      const result = await host.site.read(argv, options);
      // Ran and has ended since: only its start tells.
      containers(container('d', 'db', 'running', Date.now()), container('a', 'app', 'exited', Date.now()));
      return result;
    };
    await expect(dump()).rejects.toMatchObject({
      code: 'DumpFailed',
      message: expect.stringMatching(/^app of/),
    });
  });

  it.each<[string, () => void]>([
    ['is not there', () => undefined],
    ['is empty', () => writeFileSync(join(release(), 'before.dump'), '')],
    ['is gone with its release', () => rmSync(release(), { recursive: true })],
  ])('are not called as they were when the dump %s and the migration has begun', async (_, lose) => {
    lose();
    await expect(undo()).rejects.toMatchObject({ code: 'DumpMissing' });
    expect(asked()).toBe('');
  });

  it('are as they were where the migration had not begun', async () => {
    rmSync(join(begun(), 'postdeploy'));
    expect(await undo()).toBe('the data are as they were: postdeploy had not begun');
    expect(asked()).toBe('');
  });

  it.each<[string, () => void]>([
    ['what has begun', () => rmSync(begun(), { recursive: true })],
    ['the releases', () => rmSync(join(host.app, '.roost/releases'), { recursive: true })],
  ])('are not called as they were when %s cannot be read', async (_, lose) => {
    rmSync(join(begun(), 'postdeploy'));
    lose();
    await expect(undo()).rejects.toMatchObject({ code: 'RestoreFailed' });
  });
});
