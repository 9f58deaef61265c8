// What `npm test` prints at its end, from jest's reports.
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');

/** Counts, failures and times of one report of `jest --json`. */
function summarize(report, root) {
  const short = (name) => name.replace(`${root}/`, '');
  const files = report.testResults.map(({ name, startTime, endTime }) => ({
    name: short(name),
    ms: Math.max(0, endTime - startTime),
  }));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests,
    failures: report.testResults.flatMap((file) => failuresOf(file, short(file.name))),
    files,
  };
}

function failuresOf({ message, assertionResults }, name) {
  const broken = assertionResults.filter(({ status }) => status === 'failed');
  // A file that could not be loaded, or whose afterAll failed, has no failed test.
  if (broken.length === 0 && message) return [{ title: name, why: firstLines(message) }];
  return broken.map(({ fullName, failureMessages }) => ({
    title: `${name} › ${fullName}`,
    why: firstLines(failureMessages.join('\n')),
  }));
}

const firstLines = (text) => plain(text).trim().split('\n').slice(0, 12).join('\n');

function slowest(files, count = 10) {
  return [...files]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
}

/** The last lines: slow files, failures, and the counts as the very last. */
function finalLines({ passed, failed, skipped, failures, files }) {
  return [
    ...(files.length > 1 ? ['slowest files:', ...slowest(files), ''] : []),
    ...failures.map(({ title, why }) => `failed: ${title}${why ? `\n${why}\n` : ''}`),
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ];
}

module.exports = { finalLines, slowest, summarize };
