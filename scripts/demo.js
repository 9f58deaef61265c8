// `npm run demo`: sets up what is missing, then lab/demo.ts; `npm run demo -- init`: lab/demo-init.ts. Plain Node: in a fresh clone there are no packages yet.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const run = (command, args) =>
  spawnSync(command, args, { cwd: root, stdio: ['inherit', 'inherit', 'inherit'] }).status ?? 1;

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  console.error('Installing the packages of package-lock.json into node_modules (npm ci)');
  // Its output goes to stderr: with --json the last line of stdout is the result.
  const { status } = spawnSync('npm', ['ci', '--no-progress'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
const [first, ...rest] = process.argv.slice(2);
const [file, args] = first === 'init' ? ['lab/demo-init.ts', rest] : ['lab/demo.ts', process.argv.slice(2)];
process.exit(run(process.execPath, ['--require', 'tsx/cjs', file, ...args]));
