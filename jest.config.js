const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    // Octokit's packages are modules only. Node loads them by `require`; jest does not.
    '/node_modules/(@octokit|universal-user-agent|before-after-hook|json-with-bigint|content-type)/.+\\.js$':
      ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@octokit|universal-user-agent|before-after-hook|json-with-bigint|content-type)/)',
  ],
  moduleNameMapper: {
    '^@octokit/webhooks-methods$': '<rootDir>/node_modules/@octokit/webhooks-methods/dist-node/index.js',
  },
};

/** Two projects: what needs disposable hosts runs by itself, one file after the other. */
/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000,
  // A Temporal connection in the background must not keep a finished run.
  forceExit: true,
  projects: [
    {
      ...common,
      displayName: 'unit',
      roots: ['<rootDir>/test'],
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/lab/'],
    },
    { ...common, displayName: 'lab', roots: ['<rootDir>/test/lab'], testMatch: ['**/*.test.ts'] },
  ],
};
