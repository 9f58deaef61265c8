// What is checked of the text of the project, as tasks that run side by side: the longest first.
const { join } = require('node:path');
const { bin, root } = require('./tasks');

const eslintCache = join(root, 'node_modules', '.cache', 'eslint/');

/** `cache: false` for a verdict that no former run has part in. */
function checks({ cache }) {
  const eslint = ['--cache', '--cache-strategy', 'content', '--cache-location', eslintCache];
  const fullCheck = ['--incremental', 'false', '--tsBuildInfoFile', 'null'];
  return [
    { title: 'lint', command: bin('eslint'), args: ['.', ...(cache ? eslint : [])] },
    { title: 'rooms', command: bin('tsx'), args: ['scripts/rooms.ts', '--quiet'] },
    { title: 'types', command: bin('tsc'), args: ['-p', '.', ...(cache ? [] : fullCheck)] },
    {
      title: 'format',
      command: bin('prettier'),
      args: ['--check', '--log-level', 'warn', '.', ...(cache ? ['--cache'] : [])],
    },
    { title: 'shell scripts', command: process.execPath, args: ['scripts/shellcheck.js'] },
  ];
}

module.exports = { checks };
