import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDataThere } from '../../../../src/activities/release/facts/data-there';
import { describeInShells } from '../../../host/shells';
import { app } from '../../../plan/release/facts';
import { sourceHost, type SourceHost } from '../../data/host';

describeInShells('the data of an app that was never deployed', (shell) => {
  let host: SourceHost;
  beforeEach(() => {
    host = sourceHost(shell);
    host.site.host.exec = host.site.read;
    const data = { services: [], folders: ['data'], sqlite: ["files/it's.db"], volumes: ['media'] };
    host.site.app = { ...app, directory: host.app, data };
    docker({});
  });
  afterEach(() => host.remove());

  const docker = ({ ofProject = '', all = '', code = 0 }) =>
    host.program(
      'docker',
      `case $* in *--filter*) printf '${ofProject}' ;; *) printf '${all}' ;; esac; exit ${code}`,
    );
  const isThere = (containers: object[] = []) => isDataThere(host.site, containers as never);
  const file = (path: string): void => {
    mkdirSync(dirname(join(host.app, path)), { recursive: true });
    writeFileSync(join(host.app, path), 'x');
  };

  it('is not there where nothing is, nor in an empty folder', async () => {
    docker({ all: 'other_media\\nmedia2\\n' });
    expect(await isThere()).toBe(false);
    mkdirSync(join(host.app, 'data'));
    expect(await isThere()).toBe(false);
  });

  it('is there with a container, a file, a database file or a volume', async () => {
    expect(await isThere([{ state: 'exited' }])).toBe(true);
    docker({ ofProject: 'src_database\\n' });
    expect(await isThere()).toBe(true);
    docker({ all: 'media\\n' });
    expect(await isThere()).toBe(true);
    docker({});
    file("files/it's.db");
    expect(await isThere()).toBe(true);
    file('data/deep/.hidden');
    expect(await isThere()).toBe(true);
  });

  it('is there with the files of a database server in a folder that its service mounts, whose containers are gone', async () => {
    host.site.source = join(host.app, 'src');
    host.site.app.data.postgres = { service: 'db', user: 'shop', database: 'shop' };
    const bind = (source: string, readOnly = false) => ({ type: 'bind', source, target: '/x', readOnly });
    const at = (...volumes: object[]) =>
      isDataThere(host.site, [], {
        services: { db: { volumes }, web: { volumes: [bind('../web')] } },
      } as never);
    file('src/init/init.sql');
    file('web/PG_VERSION');
    mkdirSync(join(host.app, 'empty'));
    expect(await at(bind('./init'), bind('../empty'), bind('../gone'))).toBe(false);
    file('pg/pgdata/PG_VERSION');
    expect(await at(bind('../pg', true))).toBe(false);
    expect(await at(bind('../pg'))).toBe(true);
    expect(await at(bind(join(host.app, 'pg/pgdata')))).toBe(true);
  });

  it('is not taken for absent where Docker does not answer', async () => {
    docker({ code: 1 });
    await expect(isThere()).rejects.toThrow();
  });
});
