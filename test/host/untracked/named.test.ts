import { namedInModel, namedInText } from '../../../src/host/untracked/named';
import { interpolated, valuesIn } from '../../../src/host/untracked/variables';

const BASE = '/srv/app/src';
const pathsOf = (files: { path: string }[]): string[] => files.map(({ path }) => path);

it('env files, files of secrets and configs, mounts and profiles are named by the model', () => {
  const found = namedInModel(
    {
      services: {
        web: {
          env_file: [{ path: '/srv/app/src/a.env', required: false }, 'b.env'],
          label_file: 'labels',
          security_opt: [
            'no-new-privileges',
            'seccomp:./seccomp.json',
            'seccomp=unconfined',
            'seccomp={"a":1}',
          ],
          volumes: [
            { type: 'bind', source: '/srv/app/src/acme.json', target: '/acme.json' },
            { type: 'bind', source: '/srv/app/src/nginx.conf', target: '/n', read_only: true },
            { type: 'volume', source: 'data', target: '/d' },
          ],
          environment: { SECRET: '/srv/not-a-file' },
        },
        odd: null,
      },
      secrets: { key: { file: '/srv/app/src/key' }, env: { environment: 'X' } },
      configs: { c: { file: '../c.conf' } },
    },
    BASE,
  );
  expect(pathsOf(found)).toEqual([
    `${BASE}/a.env`,
    `${BASE}/b.env`,
    `${BASE}/labels`,
    `${BASE}/seccomp.json`,
    `${BASE}/acme.json`,
    `${BASE}/nginx.conf`,
    '/srv/app/c.conf',
    `${BASE}/key`,
  ]);
  expect(found[4]).toEqual({
    path: `${BASE}/acme.json`,
    by: 'mount /acme.json of web',
    bind: true,
    writable: true,
  });
  expect(found[5]?.writable).toBeUndefined();
});

it('what a Compose file includes and extends is named from its own folder; what is no path is none', () => {
  const { files, texts } = namedInText(
    {
      include: [
        'db/compose.yml',
        { path: ['x/a.yml', 'x/b.yml'], env_file: 'x/e', project_directory: 'p' },
        'oci://x',
      ],
      services: {
        a: { extends: { file: '../common/base.yml', service: 'a' }, env_file: 'a.env' },
        b: { extends: { service: 'a' }, env_file: ['${ENV}.env'] },
      },
    },
    BASE,
    false,
  );
  expect(pathsOf(files)).toEqual([
    `${BASE}/a.env`,
    '/srv/app/common/base.yml',
    `${BASE}/\${ENV}.env`,
    `${BASE}/db/compose.yml`,
    `${BASE}/db/.env`,
    `${BASE}/x/a.yml`,
    `${BASE}/x/b.yml`,
    `${BASE}/x/e`,
  ]);
  expect(texts).toEqual([
    { file: '/srv/app/common/base.yml', base: '/srv/app/common' },
    { file: `${BASE}/db/compose.yml`, base: `${BASE}/db` },
    { file: `${BASE}/x/a.yml`, base: `${BASE}/p` },
    { file: `${BASE}/x/b.yml`, base: `${BASE}/p` },
  ]);
});

it('a name with variables is one where the env files or the name itself say their values', () => {
  const values = valuesIn(`A=prod\n# B=x\nexport C="two words" # why\nD='it'\nEMPTY=\nF=$A\n`);
  const table: [string, string | null][] = [
    ['/x/${A}.env', '/x/prod.env'],
    ['/x/$A/${C}', '/x/prod/two words'],
    ['/x/${NONE:-default}.env', '/x/default.env'],
    ['/x/${EMPTY:-default}${EMPTY-no}.env', '/x/default.env'],
    ['/x/${D}', '/x/it'],
    ['/x/${NONE}.env', null],
    ['/x/${F}', null],
    ['/x/${A:?needed}', null],
    ['/x/cost$', null],
  ];
  for (const [path, made] of table) expect([path, interpolated(path, values)]).toEqual([path, made]);
});
