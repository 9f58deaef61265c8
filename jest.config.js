const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    // Octokit's packages and jose are modules only. Node loads them by `require`; jest does not.
    '/node_modules/(@octokit|universal-user-agent|before-after-hook|json-with-bigint|jose)/.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@octokit|universal-user-agent|before-after-hook|json-with-bigint|jose)/)',
  ],
};

const octokit = {
  '^@octokit/webhooks-methods$': '<rootDir>/node_modules/@octokit/webhooks-methods/dist-node/index.js',
};

/**
 * The name of a file says what it needs, so each is in one project:
 * `test/lab/X.test.ts` needs disposable hosts, `X.process.test.ts` starts processes (sshd, shells, Temporal,
 * restic…) or takes long, and every other `X.test.ts` is pure: there, starting one fails.
 */
/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000,
  // A Temporal connection in the background must not keep a finished run.
  forceExit: true,
  testSequencer: '<rootDir>/scripts/order.js',
  projects: [
    {
      ...common,
      displayName: 'pure',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/lab/', '\\.process\\.test\\.ts$'],
      moduleNameMapper: {
        ...octokit,
        '^(node:)?child_process$': '<rootDir>/test/support/no-process.js',
        '^@temporalio/testing$': '<rootDir>/test/support/no-temporal.js',
      },
      setupFilesAfterEnv: ['<rootDir>/test/support/pure.js'],
    },
    {
      ...common,
      displayName: 'process',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.process.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/lab/'],
      moduleNameMapper: octokit,
    },
    {
      ...common,
      displayName: 'lab',
      roots: ['<rootDir>/test/lab'],
      testMatch: ['**/*.test.ts'],
      moduleNameMapper: octokit,
    },
  ],
};
