// `npm test`: sets up what the suite needs, runs all of it, ends with `N passed, N failed`.
// Plain Node without packages: in a fresh clone there are none yet.
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const only = process.argv.slice(2);
const started = Date.now();
const say = (text) =>
  console.error(`[${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s] ${text}`);
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
const bin = (name) => join(root, 'node_modules', '.bin', name);
const totals = { passed: 0, failed: 0, skipped: 0 };
/** What failed, with the beginning of why: told once more at the end, where a log is read first. */
const failures = [];

function count(title, ok) {
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(title);
  say(`${title}: ${ok ? 'ok' : 'FAILED'}`);
}

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

function* failed({ testResults }) {
  for (const { name, message, assertionResults } of testResults) {
    const broken = assertionResults.filter((each) => each.status === 'failed');
    // A file that could not be run has no tests to blame.
    if (broken.length === 0 && message && assertionResults.every((each) => each.status !== 'passed'))
      yield [name, message];
    for (const { fullName, failureMessages } of broken)
      yield [`${name} › ${fullName}`, failureMessages.join('\n')];
  }
}

/** One run of jest; what it counted is added. A run that died counts as one failure. */
function jest(title, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'roost-test-'));
  const report = join(folder, 'report.json');
  say(title);
  const ok = run(bin('jest'), ['--json', '--outputFile', report, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    for (const [name, why] of failed(results))
      failures.push(
        `${name.replace(`${root}/`, '')}\n${plain(why).trim().split('\n').slice(0, 12).join('\n')}`,
      );
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + numRuntimeErrorTestSuites;
    totals.skipped += numPendingTests;
    if (!ok && numFailedTests + numRuntimeErrorTestSuites === 0) totals.failed += 1;
  } catch {
    totals.failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Before the tests, whose time limits are for what they test. */
function prepareLab() {
  say('Docker and the images of the disposable hosts (the first time takes minutes)');
  count('disposable hosts', run(bin('tsx'), ['lab/main.ts', 'prepare']));
}

function finish() {
  for (const failure of failures) console.log(`failed: ${failure}\n`);
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
  console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  say('installing the packages of package-lock.json (npm ci)');
  if (!run('npm', ['ci', '--no-progress'])) {
    count('npm ci', false);
    finish();
  }
}
if (only.length > 0) {
  if (only.some((path) => path.includes('lab'))) prepareLab();
  jest(`tests: ${only.join(' ')}`, ['--runInBand', ...only]);
  finish();
}

// The tests of the SSH door run against a real sshd of their own; Debian's service is not started. Those of quoting ask busybox's shell, too;
// those of the units ask systemd-analyze: the package systemd starts nothing where another program is the machine's first.
const wanted = {
  'openssh-server': '/usr/sbin/sshd',
  busybox: '/usr/bin/busybox',
  systemd: '/usr/bin/systemd-analyze',
  rsync: '/usr/bin/rsync',
  sqlite3: '/usr/bin/sqlite3',
  python3: '/usr/bin/python3',
};
const absent = Object.keys(wanted).filter((name) => !existsSync(wanted[name]));
if (absent.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
  say(`installing ${absent.join(' and ')} with apt-get (services stay off)`);
  const quiet = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  run('apt-get', ['update', '-qq'], quiet);
  count(
    absent.join(', '),
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...absent, 'git'], quiet),
  );
}
say(
  'building dist, fetching the tools that are missing (temporal, sops, restic and an S3 server take minutes, once)',
);
count('build', run(process.execPath, ['scripts/build.js']));
count('tools', run(bin('tsx'), ['scripts/tools.ts']));
count('lint', run(bin('eslint'), ['.']));
count('format', run(bin('prettier'), ['--check', '--log-level', 'warn', '.']));
count('types', run(bin('tsc'), ['-p', '.']));
jest('tests without hosts', ['--selectProjects', 'unit', '--maxWorkers', '2']);
const missing = spawnSync(bin('tsx'), ['scripts/lab-available.ts'], {
  cwd: root,
  encoding: 'utf8',
}).stdout.trim();
if (missing) {
  say(`no disposable hosts here: ${missing}; the tests that need them are skipped`);
  // In CI a skipped suite would look like a passed one.
  if (process.env.CI === 'true') count('disposable hosts', false);
}
if (!missing) prepareLab();
jest(
  'tests on the lab',
  ['--selectProjects', 'lab', '--runInBand'],
  missing ? { ROOST_NO_LAB: missing } : {},
);
finish();
