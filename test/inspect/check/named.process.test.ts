/** What the fleet file names under `data` is looked for in an app that was started. */
import type { AppConfig } from '../../../src/fleet/file';
import { namedFindings } from '../../../src/inspect/check/named';
import { scene, type Scene } from '../../client/scene';

let at: Scene;
beforeEach(() => {
  at = scene();
});
afterEach(() => at.remove());

const data: AppConfig['data'] = {
  postgres: { service: 'db', database: 'notes', user: 'notes' },
  services: [],
  folders: ['files'],
  sqlite: [],
  volumes: ['uploads'],
};

/** Docker, with a volume `uploads` of the project and a database `notes`. */
function docker(source: string, redis = ''): void {
  at.program(
    'docker',
    `case "$1 $2" in
'ps --all') echo "a1 notes web running ${source}/"; echo "b2 notes db running ${source}/" ;;
'volume ls') echo uploads ;;
'volume inspect') [ "$4" = other ] ;;
'inspect -f') ;;
'exec -i') case $* in *' PING') echo '${redis}' ;; *' shop') ;; *) echo 'ERROR 1045 (28000): Access denied' >&2; exit 1 ;; esac ;;
'exec b2') case $* in *--dbname=notes\\ *) ;; *) echo 'FATAL:  database "x" does not exist' >&2; exit 2 ;; esac ;;
*) exit 64 ;;
esac`,
  );
}

const found = async (
  change: Partial<AppConfig['data']>,
  model?: object,
  redis?: string,
): Promise<string[][]> => {
  const app = {
    ...at.fleet().apps.phone!,
    directory: `${at.root}/notes`,
    source: '.',
    data: { ...data, ...change },
  };
  docker(app.directory, redis);
  const findings = await namedFindings(at.host, at.fleet().hosts.hornbill!, app, model as never);
  return findings.map(({ state, says, remedy = '' }) => [state, `${says} / ${remedy}`]);
};

test('all is well where it is there, a volume also by its name in Docker', async () => {
  at.write('notes/files/x', '');
  expect(await found({})).toEqual([['ok', 'all that the fleet file names is there / ']]);
  expect(await found({ volumes: ['other'] })).toMatchObject([['ok', expect.anything()]]);
  const model = { volumes: { mine: { external: true, name: 'other' } } };
  expect(await found({ volumes: ['mine'] }, model)).toMatchObject([['ok', expect.anything()]]);
});

test('a volume, a folder and a database that are not there are named, each with what to write', async () => {
  at.write('notes/x', '');
  const wrong = await found({
    volumes: ['uploadz'],
    folders: ['nope'],
    postgres: { ...data.postgres!, database: 'notez' },
  });
  expect(wrong).toEqual([
    ['fail', expect.stringMatching(/there is no volume uploadz .*did you mean uploads/)],
    ['fail', expect.stringMatching(/there is no nope/)],
    ['fail', expect.stringMatching(/database notez: FATAL.*postgres/)],
  ]);
});

test('a database of MariaDB that lets nobody in is named, with what it said', async () => {
  at.write('notes/files/x', '');
  const shop = { service: 'db', database: 'shop', user: 'root' };
  const mariadb = [shop, { ...shop, database: 'blog' }, { ...shop, service: 'away' }];
  expect(await found({ mariadb })).toEqual([
    [
      'fail',
      expect.stringMatching(/^db does not let root into the database blog: ERROR 1045 .*data\.mariadb$/),
    ],
  ]);
});

test('a server of Redis that does not take the password is named, and one that asks for none is not', async () => {
  at.write('notes/files/x', '');
  const answers = (said: string) =>
    found({ redis: [{ service: 'db' }, { service: 'away' }] }, undefined, said);
  expect(await answers('NOAUTH Authentication required.')).toEqual([
    ['fail', expect.stringMatching(/^db does not answer: NOAUTH .*data\.redis$/)],
  ]);
  for (const said of ['PONG', 'LOADING Redis is loading', 'ERR AUTH <password> called without any password'])
    expect(await answers(said)).toMatchObject([['ok', expect.anything()]]);
});

test('nothing is said of an app that was never started', async () => {
  const app = { ...at.fleet().apps.phone!, directory: `${at.root}/notes`, source: '.', data };
  docker('/somewhere/else');
  expect(await namedFindings(at.host, at.fleet().hosts.hornbill!, app)).toEqual([]);
});
