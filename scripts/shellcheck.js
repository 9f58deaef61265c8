// `npm run lint:shell`: shellcheck over every shell script of the project.
const { execFileSync, spawnSync } = require('node:child_process');
const { join } = require('node:path');

const cwd = join(__dirname, '..');
if (spawnSync('shellcheck', ['--version']).error) {
  console.log('shellcheck is missing: apt-get install shellcheck; the shell scripts were not checked');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}
const listed = [
  'ls-files',
  '-z',
  '--cached',
  '--others',
  '--exclude-standard',
  '*.sh',
  'lab/images/host/bin/*',
];
const files = execFileSync('git', listed, { cwd, encoding: 'utf8' }).split('\0').filter(Boolean);
process.exit(spawnSync('shellcheck', files, { cwd, stdio: 'inherit' }).status ?? 1);
