const common = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
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
