// What is checked of the text of the project, as tasks that run side by side: the longest first.
const { join } = require('node:path');
const { bin, root } = require('./tasks');

const cacheOf = (name) => join(root, 'node_modules', '.cache', name);

/** `cache: false` for a verdict that no former run has part in. */
function checks({ cache }) {
  const cached = (name) => (cache ? ['--cache', '--cache-location', cacheOf(name)] : []);
  return [
    {
      title: 'lint',
      command: bin('eslint'),
      args: ['.', ...cached('eslint/'), ...(cache ? ['--cache-strategy', 'content'] : [])],
    },
    { title: 'rooms', command: bin('tsx'), args: ['scripts/rooms.ts', '--quiet'] },
    { title: 'types', command: bin('tsc'), args: ['-p', '.', ...(cache ? [] : ['--incremental', 'false'])] },
    {
      title: 'format',
      command: bin('prettier'),
      args: ['--check', '--log-level', 'warn', '.', ...cached('prettier')],
    },
  ];
}

module.exports = { checks };
