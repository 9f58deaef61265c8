// Style is prettier's business. What stands here are promises that the code makes:
// no floating promise, and the direction in which rooms may depend on each other.
const importX = require('eslint-plugin-import-x');
const tseslint = require('typescript-eslint');

const nodeBuiltins = require('node:module').builtinModules.flatMap((name) => [name, `node:${name}`]);

/** A room, and what its files must not import. */
const forbid = (files, patterns, paths = []) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns, paths }] },
});

/** Rooms as they are imported: by name, or a file in them. */
const rooms = (...names) => names.flatMap((name) => [`**/${name}`, `**/${name}/**`]);
const onlyTypes = (group, message) => ({ group, message, allowTypeImports: true });
const never = (group, message) => ({ group, message });

module.exports = tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '**/*.js', 'lab/apps/**', 'lab/images/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', 'parent', 'sibling', 'index'],
          alphabetize: { order: 'asc', caseInsensitive: true },
          'newlines-between': 'never',
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
    },
  },
  // Workflows replay: no Node, no clock, no chance, no activity code.
  {
    ...forbid(
      ['src/workflows/**'],
      [
        never(
          [
            ...[
              'host',
              'workers',
              'client',
              'gateway',
              'inspect',
              'services',
              'temporal',
              'tools',
              'activities',
            ].flatMap((name) => [`**/src/${name}/**`, `../${name}/**`, `../../${name}`, `../../${name}/**`]),
            '@temporalio/client',
            '@temporalio/worker',
            '@temporalio/activity',
          ],
          'Workflows import nothing that does I/O, and know activities by the types of src/protocol.',
        ),
      ],
      nodeBuiltins.map((name) => ({ name, message: 'Workflows import nothing of Node.' })),
    ),
  },
  {
    files: ['src/workflows/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Date', 'setInterval', 'require', 'Buffer', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Workflows draw with uuid4() only.' },
      ],
    },
  },
  // Pure: facts in, plans out.
  forbid(
    ['src/fleet/file/**', 'src/fleet/contract/**', 'src/protocol/**', 'src/plan/**', 'src/errors/**'],
    [
      never(['@temporalio/*', 'ssh2', 'pino'], 'This room knows neither Temporal nor I/O.'),
      onlyTypes(
        ['../../host', '../../host/**', '../../../host', '../../../host/**'],
        'This room knows shapes only.',
      ),
      never(
        rooms('activities', 'workers', 'client', 'gateway', 'inspect', 'services', 'workflows', 'temporal'),
        'This room knows nothing above it.',
      ),
    ],
    [
      'fs',
      'node:fs',
      'node:fs/promises',
      'child_process',
      'node:child_process',
      'net',
      'node:net',
      'os',
      'node:os',
    ].map((name) => ({
      name,
      message: 'This room does no I/O.',
    })),
  ),
  forbid(
    ['src/client/**', 'src/gateway/**', 'src/inspect/**', 'src/install/**'],
    [onlyTypes(rooms('workflows', 'activities'), 'The client knows workflows and activities by type only.')],
  ),
  forbid(
    ['src/activities/**'],
    [
      never(
        [
          '**/workers/**',
          '**/client/**',
          '**/workflows/**',
          'ssh2',
          '@temporalio/client',
          '@temporalio/worker',
        ],
        'Activities get their parts by createActivities(deps).',
      ),
    ],
  ),
  forbid(
    ['src/secrets/**', 'src/github/**', 'src/notify/**', 'src/restic/**', 'src/tools/**'],
    [
      never(
        [
          ...rooms('activities', 'workflows', 'client', 'workers', 'host', 'temporal'),
          '@temporalio/*',
          'ssh2',
        ],
        'This room knows neither hosts nor Temporal.',
      ),
    ],
  ),
  forbid(
    ['src/backup/**'],
    [
      never(
        [...rooms('activities', 'workflows', 'client', 'workers', 'host', 'restic'), '@temporalio/*', 'ssh2'],
        'The backup folder is files of this machine, whoever fills them.',
      ),
      onlyTypes(rooms('temporal'), 'What Temporal says is brought here.'),
    ],
  ),
  forbid(
    ['src/audit/**'],
    [
      never(
        [...rooms('activities', 'workflows', 'client', 'workers', 'host'), '@temporalio/*', 'ssh2'],
        'The audit holds what it is told.',
      ),
    ],
  ),
  forbid(
    ['src/temporal/**'],
    [
      onlyTypes(rooms('activities', 'workflows'), 'Temporal is reached without the code of runs.'),
      never([...rooms('host'), 'ssh2'], 'What speaks to Temporal speaks to no host.'),
    ],
  ),
  forbid(
    ['src/host/**'],
    [
      never(
        ['**/activities/**', '**/workflows/**', '**/client/**', '**/workers/**', '@temporalio/*'],
        'The SSH door knows nobody above it.',
      ),
    ],
  ),
);
