/** What the view of a commit links, what its host lacks, and which mounted files change. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewArgv } from '../../../src/host/model/compose-model';
import {
  changedFiles,
  digestsArgv,
  digestsOf,
  mountedIn,
  type Digests,
} from '../../../src/host/model/mounted';
import { lackingOf, missingArgv, needsOf, needText } from '../../../src/host/model/needs';
import {
  before,
  checkout,
  env,
  freshRoots,
  inView,
  reading,
  root,
  run,
  service,
  web,
  write,
  type Reading,
} from './rig';

freshRoots();

it('follows a link of the commit to what the host alone has', () => {
  const one: Reading = {
    commit: {
      'compose.yaml': web({ env_file: ['conf/app.env', 'all.env'] }, 'app:${TAG:-latest}'),
      'conf/x': '',
    },
    host: { 'site.conf': 'TAG=1.2\nA=1', '../all.env': 'B=1' },
    links: { '.env': 'site.conf', 'conf/app.env': '../site.conf', 'all.env': '../all.env' },
  };
  for (const kind of ['clone', 'copy'] as const) {
    const read = inView(one, kind);
    expect([read.refusal, service(read).image]).toEqual(['', 'app:1.2']);
    expect(service(read).environment).toMatchObject({ A: '1', B: '1' });
    expect(read.model).toEqual(read.after().model);
    rmSync(join(root, 'repository.git'), { recursive: true });
    rmSync(join(root, 'srv'), { recursive: true });
  }
});

it('makes the links of a folder of many files together', () => {
  const names = Array.from({ length: 1500 }, (_, i) => `uploads/${i}`);
  const { directory, source, tree } = before(
    {
      commit: { 'compose.yaml': web({}), 'uploads/.gitkeep': '' },
      host: Object.fromEntries([...names, 'uploads/-x', 'uploads/*'].map((name) => [name, ''])),
    },
    'clone',
  );
  const bin = join(root, 'bin');
  write(bin, { ln: `#!/bin/sh\necho >>'${root}/links'\nexec /bin/ln "$@"\n` });
  chmodSync(join(bin, 'ln'), 0o755);
  const view = join(directory, 'view');
  const argv = viewArgv({ root: view, tree, directory, source });
  execFileSync(argv[0]!, argv.slice(1), { cwd: root, env: { ...env, PATH: `${bin}:${env.PATH}` } });
  expect(readdirSync(join(view, source, 'uploads')).length).toBe(1503);
  expect(readFileSync(join(root, 'links'), 'utf8').length).toBeLessThan(100);
});

it('names what the host lacks, and nothing that it cannot see', () => {
  const read = inView({
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: {
            image: 'app',
            secrets: ['there', 'gone'],
            volumes: [
              { type: 'bind', source: './nope', target: '/x', bind: { create_host_path: false } },
              './made:/made',
            ],
          },
        },
        secrets: { there: { file: './there' }, gone: { file: './gone' } },
      }),
      there: '',
    },
  });
  const needs = needsOf(read.model!);
  const { missing, fresh } = lackingOf(needs, run(missingArgv(needs, '')), '');
  expect(missing.map(needText)).toEqual(
    ['gone', 'nope'].map(
      (name) => `${join(root, 'srv/stacks/wiki', name)} is not on the host, and Docker is not to make it`,
    ),
  );
  expect(fresh).toEqual({ volumes: [], folders: [join(root, 'srv/stacks/wiki/made')] });
});

it('names devices, folders of volumes and runtimes that the host lacks', () => {
  const volume = (device: string, o = 'bind'): object => ({ driver_opts: { type: 'none', o, device } });
  const read = inView({
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: {
            image: 'app',
            devices: ['/dev/null:/dev/x', '/dev/none-such', 'vendor.com/class=x'],
            runtime: 'runc',
            volumes: ['here:/a', 'gone:/b', 'nfs:/c', 'plain:/d'],
          },
          gpu: { image: 'app', runtime: 'nvidia' },
          sandboxed: { image: 'app', runtime: 'io.containerd.runsc.v1' },
        },
        volumes: {
          here: volume('./made'),
          gone: volume('/none/such', 'rbind,ro'),
          nfs: { driver_opts: { type: 'nfs', o: 'addr=10.0.0.1', device: ':/x' } },
          plain: null,
        },
      }),
    },
    host: { 'made/x': '' },
  });
  const needs = needsOf(read.model!);
  const bin = env.PATH!.split(':')[0]!;
  const docker = readFileSync(join(bin, 'docker'), 'utf8');
  writeFileSync(
    join(bin, 'docker'),
    docker.replace(
      '[ "$1" = compose ]',
      'case $1 in info) echo runc; exit ;; volume) exit 1 ;; version) exit ;; esac\n[ "$1" = compose ]',
    ),
  );
  const { missing, fresh } = lackingOf(needs, run(missingArgv(needs, '')), '');
  writeFileSync(join(bin, 'docker'), docker);
  expect(missing.map(({ field, name }) => `${field} ${name}`)).toEqual([
    'volumes.gone.driver_opts.device /none/such',
    'services.gpu.runtime nvidia',
    'services.web.devices /dev/none-such',
  ]);
  expect(missing.map(needText)[1]).toMatch(/no runtime nvidia; install it/);
  // The others lie somewhere already.
  expect(fresh.volumes).toEqual(['wiki_plain']);
});

it('sees that the content of what is mounted changes, of what the commit or the host says', () => {
  const bind = (source: string, more = ''): string => `./${source}:/m/${source}${more}`;
  const services = {
    web: {
      image: 'x',
      volumes: [bind('site.conf'), bind('conf'), bind('written'), bind('same', ':ro')],
      secrets: ['pw'],
    },
    side: {
      image: 'x',
      volumes: [bind('acme.json'), bind('uploads'), bind('own.conf', ':ro')],
      configs: ['c'],
    },
    db: { image: 'x', volumes: [bind('init.sql')] },
  };
  const compose = JSON.stringify({
    services,
    secrets: { pw: { file: './pw' } },
    configs: { c: { file: './c' } },
  });
  const files = (one: string): Record<string, string> => ({
    'compose.yaml': compose,
    'site.conf': one,
    'conf/nested/a': one,
    'init.sql': one,
    written: 'as committed',
    same: 's',
    c: 'c',
  });
  const { directory, source, tree, repository } = before(
    {
      was: files('1'),
      commit: files('2'),
      host: { 'acme.json': '{}', 'uploads/x': '', 'own.conf': 'o', pw: 'p1', written: 'by the app' },
      secrets: { pw: 'p2' },
    },
    'clone',
  );
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const { model } = reading(view, source);
  const mounted = mountedIn(model!, [join(source, 'pw')], ['db']);
  const at = (where: string, commit: string): Digests =>
    digestsOf(mounted, run(digestsArgv(mounted, { root: where, gitDir: repository, commit, source })));
  const now = at(view, 'second');
  const named = (...names: string[]): string[] => names.map((name) => join(source, name));
  expect(changedFiles(at('', 'second~1'), now)).toEqual({ web: named('conf', 'pw', 'site.conf') });
  // Of an app whose commit nobody knows: what is certain.
  expect(changedFiles(at('', ''), now)).toEqual({ web: named('pw') });
  expect(changedFiles(now, at(view, 'second'))).toEqual({});
  // What the app itself writes is no change of the release's.
  expect(Object.keys(now.side!).sort()).toEqual(named('c', 'own.conf'));
});

it('sees that a mounted file may be executed, or may not any more, and nothing else of it changed', () => {
  const volumes = ['./run.sh:/run.sh:ro', './hook.sh:/hook.sh', './conf:/conf:ro'];
  const { directory, source, tree, git, repository } = before(
    { commit: { 'compose.yaml': web({ volumes }), 'run.sh': 'x', 'hook.sh': 'x', conf: 'x' } },
    'clone',
  );
  git('fetch', '-q', repository, 'second');
  git('checkout', '-q', '-f', '-B', 'main', 'FETCH_HEAD');
  git('update-index', '--chmod=+x', 'run.sh', 'hook.sh');
  git('commit', '-qm', '3');
  git('push', '-q', repository, 'HEAD:refs/heads/third');
  git('checkout', '-q', '-f', 'HEAD~1');
  run(checkout(repository, 'third', tree, 'refs/roost/releases/2'));
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const mounted = mountedIn(reading(view, source).model!, [], []);
  const at = (where: string, commit: string): Digests =>
    digestsOf(mounted, run(digestsArgv(mounted, { root: where, gitDir: repository, commit, source })));
  expect(changedFiles(at('', 'second'), at(view, 'third'))).toEqual({
    web: ['hook.sh', 'run.sh'].map((name) => join(source, name)),
  });
});
