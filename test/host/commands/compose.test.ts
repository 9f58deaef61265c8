import * as compose from '../../../src/host/commands/compose';

const base = compose.compose({
  project: 'phone',
  folder: '/srv/phone/src',
  files: ['compose.yml', '/srv/x.yml'],
  profiles: ['p'],
  envFiles: ['.env'],
});

test('the project comes before the verb, with absolute files', () => {
  expect(base.join(' ')).toBe(
    'env PWD=/srv/phone/src docker compose --project-name phone --project-directory /srv/phone/src --file /srv/phone/src/compose.yml --file /srv/x.yml --profile p --env-file /srv/phone/src/.env',
  );
});

test.each([
  [compose.build(['c'], ['web']), 'c --progress plain build web'],
  [compose.pull(['c']), 'c pull --quiet'],
  [compose.pull(['c'], ['db']), 'c pull --quiet db'],
  [compose.create(['c']), 'c create --no-build --pull never'],
  [compose.up(['c']), 'c up --detach --remove-orphans=false'],
  [
    compose.up(['c'], ['web'], { scale: { web: 2 }, noBuild: true, noRecreate: true }),
    'c up --detach --remove-orphans=false --no-build --pull never --no-recreate --scale web=2 web',
  ],
  [
    compose.runOneOff(['c'], 'web', ['echo', 'x'], { name: 'n' }),
    'c run --detach --no-deps --name n web echo x',
  ],
  [
    compose.runOneOff(['c'], 'web', ['x'], {
      name: 'n',
      labels: { a: 'b' },
      entrypoint: 'sh',
      envNames: ['TOKEN'],
    }),
    'c run --detach --no-deps --name n --label a=b --env TOKEN --entrypoint sh web x',
  ],
  [compose.create(['c']), 'c create --no-build --pull never'],
  [
    compose.createOnly(['c'], ['web', 'worker']),
    'c up --no-start --remove-orphans=false --no-build --pull never --no-deps web worker',
  ],
  [compose.config(['c']), 'c config --format json'],
])('%#', (argv, line) => {
  expect(argv.join(' ')).toBe(line);
});
