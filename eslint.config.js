// Style is prettier's business, and which room uses which that of scripts/rooms/rules.ts. Here: no floating promise,
// the order of imports, and which packages, modules of Node and globals a room must not use.
const { builtinModules } = require('node:module');
const importX = require('eslint-plugin-import-x');
const tseslint = require('typescript-eslint');

const bothNames = (names) => names.flatMap((name) => [name, `node:${name}`]);
const io = bothNames(['fs', 'fs/promises', 'child_process', 'net', 'os']);
const sources = (...rooms) => rooms.map((room) => `src/${room}/**`);

/** `packages`: patterns as of .gitignore. `modules`: of Node. */
const forbid = (files, packages, modules = []) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [{ group: packages, message: 'This room must not use it: see ARCHITECTURE.md.' }],
        paths: modules.map((name) => ({ name, message: 'This room must not use it: see ARCHITECTURE.md.' })),
      },
    ],
  },
});

module.exports = tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'coverage/**',
      '**/*.js',
      'lab/apps/**',
      'lab/images/**',
      'test/cloudflare/types/**',
    ],
  },
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
  // Workflows replay: no Node, no clock, no chance.
  forbid(
    sources('workflows'),
    ['@temporalio/client', '@temporalio/worker', '@temporalio/activity', 'ssh2', 'pino'],
    bothNames(builtinModules),
  ),
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
    sources('fleet/file', 'fleet/contract', 'protocol', 'plan', 'errors'),
    ['@temporalio/*', 'ssh2', 'pino'],
    io,
  ),
  forbid(sources('activities'), ['@temporalio/client', '@temporalio/worker', 'ssh2']),
  forbid(sources('secrets', 'github', 'notify', 'restic', 'tools', 'backup', 'audit'), [
    '@temporalio/*',
    'ssh2',
  ]),
  forbid(sources('temporal'), ['ssh2']),
  forbid(sources('host'), ['@temporalio/*']),
);
