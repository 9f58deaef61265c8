// `npm test [-- PATH…]`: prepares, checks, runs all tests or those of the paths. Its last line counts:
// `N passed, N failed[, N skipped]`; the failures stand before it.
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { checks } = require('./checks');
const { labObstacle, prepare } = require('./prepare');
const { finalLines, summarize } = require('./summary');
const { bin, log, root, run, sideBySide } = require('./tasks');

const total = { passed: 0, failed: 0, skipped: 0, failures: [], files: [] };

function count(title, ok, why = '') {
  total[ok ? 'passed' : 'failed'] += 1;
  if (!ok) total.failures.push({ title, why });
  log(`${title}: ${ok ? 'ok' : 'FAILED'}`);
}

/** One run of jest. A run that ended without a report counts as one failure. */
function jest(title, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'roost-report-'));
  const file = join(folder, 'report.json');
  log(title);
  const ok = run(bin('jest'), ['--json', '--outputFile', file, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  try {
    const { passed, failed, skipped, failures, files } = summarize(
      JSON.parse(readFileSync(file, 'utf8')),
      root,
    );
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.failures.push(...failures);
    total.files.push(...files);
    if (!ok && failed === 0) count(title, false, failures.length === 0 ? 'jest failed' : '');
  } catch (error) {
    count(title, false, `jest left no report: ${error.message}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

function finish() {
  for (const line of finalLines(total)) console.log(line);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

/** Without what a step makes, tests fail for other reasons than their own. */
function prepareFor(project) {
  const done = prepare(project);
  for (const [title, ok] of done) count(title, ok);
  if (done.some(([, ok]) => !ok)) finish();
}

const labTask = { title: 'disposable hosts', command: process.execPath, args: ['scripts/prepare.js', 'lab'] };

async function all() {
  prepareFor('process');
  const obstacle = labObstacle();
  log('lint, format, types, and the disposable hosts');
  // The hosts' images wait for the network, the checks compute.
  const tasks = [...(obstacle ? [] : [labTask]), ...checks({ cache: false })];
  const ended = await sideBySide(tasks, 3, ({ title, ok, output }) => count(title, ok, output));
  if (ended.some(({ title, ok }) => title === labTask.title && !ok)) finish();
  if (obstacle) {
    log(`no disposable hosts here: ${obstacle}; the tests that need them are skipped`);
    // In CI a skipped suite would look like a passed one.
    if (process.env.CI === 'true') count(labTask.title, false, obstacle);
  }
  // One more than the two cores of CI: tests on the lab wait most of their time (see order.js).
  jest('tests', ['--maxWorkers', '3'], obstacle ? { ROOST_NO_LAB: obstacle } : {});
}

async function some(args) {
  prepareFor('process');
  if (args.some((arg) => arg.includes('lab'))) prepareFor('lab');
  jest(`tests: ${args.join(' ')}`, ['--runInBand', ...args]);
}

const args = process.argv.slice(2);
(args.length > 0 ? some(args) : all()).then(finish, (error) => {
  count('npm test', false, error.stack);
  finish();
});
