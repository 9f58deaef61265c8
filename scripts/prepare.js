// `npm run setup -- [pure|process|lab]`: makes what tests need before any of them runs: packages, programs,
// the account, dist, tools, images. What is there already is left as it is. Needs nothing but Node and npm.
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { bin, log, root, run } = require('./tasks');

/** Debian's packages, each with a file that only it brings. */
const programs = {
  pure: { git: '/usr/bin/git', shellcheck: '/usr/bin/shellcheck' },
  process: {
    busybox: '/usr/bin/busybox',
    bzip2: '/usr/bin/bzip2',
    // For the tests of Temporal's UI.
    chromium: '/usr/bin/chromium',
    curl: '/usr/bin/curl',
    e2fsprogs: '/usr/sbin/mkfs.ext4',
    'apache2-utils': '/usr/bin/htpasswd',
    'docker-registry': '/usr/bin/docker-registry',
    'git-lfs': '/usr/bin/git-lfs',
    iproute2: '/usr/bin/ss',
    'openssh-client': '/usr/bin/ssh-keygen',
    'openssh-server': '/usr/sbin/sshd',
    // Its programs alone; tests start servers of their own.
    postgresql: '/usr/lib/postgresql/*/bin/initdb',
    'mariadb-client': '/usr/bin/mariadb-dump',
    // Without the package that would start a server.
    'mariadb-server-core': '/usr/sbin/mariadbd',
    procps: '/usr/bin/ps',
    // Its server is kept off; tests start servers of their own.
    'redis-server': '/usr/bin/redis-server',
    python3: '/usr/bin/python3',
    rsync: '/usr/bin/rsync',
    sqlite3: '/usr/bin/sqlite3',
    // For systemd-analyze. It starts nothing where another program is the machine's first.
    systemd: '/usr/bin/systemd-analyze',
    unzip: '/usr/bin/unzip',
    'xz-utils': '/usr/bin/xz',
    zstd: '/usr/bin/zstd',
  },
};

/** The account that tests use on a sshd of their own. */
const account = 'roost-test';
const isRoot = process.getuid?.() === 0;

/** A `*` stands for one name. */
function isThere(path) {
  const [before, after] = path.split('*');
  if (after === undefined) return existsSync(path);
  return existsSync(before) && readdirSync(before).some((name) => existsSync(`${before}${name}${after}`));
}

function installPackages() {
  if (existsSync(join(root, 'node_modules', '.package-lock.json'))) return true;
  log('installing the packages of package-lock.json (npm ci)');
  return run('npm', ['ci', '--no-progress']);
}

function installPrograms(wanted) {
  const absent = Object.keys(wanted).filter((name) => !isThere(wanted[name]));
  if (absent.length === 0) return true;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    log(`missing: ${absent.join(', ')}. Tests that need them are skipped; in CI they fail.`);
    return process.env.CI !== 'true';
  }
  log(`installing ${absent.join(', ')} with apt-get (services stay off)`);
  if (absent.includes('postgresql')) keepPostgresOff();
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], quiet);
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...absent], quiet);
}

/** Debian's package would make and start a server. */
function keepPostgresOff() {
  const folder = '/etc/postgresql-common';
  if (existsSync(folder)) return;
  mkdirSync(folder);
  writeFileSync(join(folder, 'createcluster.conf'), 'create_main_cluster = false\n');
}

const homeOf = (name) =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)?.[5];

/** Without root, tests log in as the user that runs them. */
function makeAccount() {
  if (!isRoot) return true;
  if (!homeOf(account)) {
    log(`making the account ${account}`);
    // With UsePAM off sshd takes an account without a password, `!`, for locked.
    if (!run('useradd', ['-m', '-p', '*', '-s', '/bin/bash', account])) return false;
  }
  // bash under sshd reads this file even for a single command.
  writeFileSync(
    join(homeOf(account), '.bashrc'),
    '[ -z "$ROOST_TEST_PROFILE" ] || . "$ROOST_TEST_PROFILE"\n',
  );
  return true;
}

function fetchTools() {
  log(
    'finding the tools temporal, sops, restic, versitygw, docker-compose and age-keygen (the first time takes minutes)',
  );
  return run(bin('tsx'), ['scripts/tools.ts']);
}

/** Why no disposable host can be made here; empty where one can. */
function labObstacle() {
  const { stdout } = spawnSync(bin('tsx'), ['scripts/lab-available.ts'], { cwd: root, encoding: 'utf8' });
  return stdout.trim();
}

function makeLab() {
  log('making Docker and the images of the disposable hosts ready (the first time takes minutes)');
  return run(bin('tsx'), ['lab/main.ts', 'prepare']);
}

function makeBareHost() {
  log('making a bare Debian with systemd, for the tests of provisioning (the first time takes two minutes)');
  return run(bin('tsx'), ['test/systemd/bare/prepare.ts']);
}

const steps = {
  pure: [
    ['npm ci', installPackages],
    ['programs', () => installPrograms(programs.pure)],
  ],
  process: [
    ['npm ci', installPackages],
    ['programs', () => installPrograms({ ...programs.pure, ...programs.process })],
    [`account ${account}`, makeAccount],
    ['build', () => run(process.execPath, ['scripts/build.js'])],
    ['tools', fetchTools],
  ],
  lab: [
    ['disposable hosts', makeLab],
    ['a bare host', makeBareHost],
  ],
};

/** Prepares for the tests of one project. Returns each step as `[title, ok]`; ends with the first that fails. */
function prepare(project) {
  const done = [];
  for (const [title, step] of steps[project]) {
    done.push([title, step()]);
    if (!done.at(-1)[1]) break;
  }
  return done;
}

module.exports = { account, labObstacle, prepare };

if (require.main === module) {
  const [project = 'process'] = process.argv.slice(2);
  if (!(project in steps)) {
    console.error('usage: npm run setup -- [pure|process|lab]');
    process.exit(2);
  }
  const projects = project === 'lab' ? ['process', 'lab'] : [project];
  const failed = projects.flatMap(prepare).filter(([, ok]) => !ok);
  for (const [title] of failed) log(`${title}: FAILED`);
  if (failed.length === 0) log(`ready for the tests of ${project}`);
  process.exit(failed.length === 0 ? 0 : 1);
}
