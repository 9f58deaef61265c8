// In which order jest begins the files of tests, so that its workers end at about the same time.
const { default: Sequencer } = require('@jest/test-sequencer');

/** Seconds of a file of the lab; 120 where none stand here. It is enough that the long ones are known. */
const labSeconds = {
  containers: 500,
  'night-faults': 400,
  restore: 450,
  push: 300,
  compose: 400,
  'crash-matrix': 230,
  rollback: 310,
  crash: 310,
  secrets: 290,
  'public-stacks': 170,
  lock: 330,
  move: 240,
  provision: 330,
  failures: 240,
  drill: 240,
  'fleet-change': 240,
  reset: 200,
  'restore-across': 200,
};

function kindOf(path) {
  if (path.includes('/test/lab/')) return 'lab';
  return path.endsWith('.process.test.ts') ? 'process' : 'pure';
}

function secondsOf(path) {
  const kind = kindOf(path);
  if (kind === 'lab') return labSeconds[/([^/]+)\.test\.ts$/.exec(path)[1]] ?? 120;
  return kind === 'process' ? 11 : 1;
}

/**
 * For three workers: two with files of the lab, the longest first, which wait most of their time; one with those of
 * `process`, which compute. Whoever has none of its kind left takes of the other's. `pure` comes last: short files
 * fill up what is left.
 */
function startOrder(paths) {
  const [lab, process, pure] = ['lab', 'process', 'pure'].map((kind) =>
    paths.filter((path) => kindOf(path) === kind).sort((a, b) => secondsOf(b) - secondsOf(a)),
  );
  const workers = [lab, lab, process].map((own) => ({ own, until: 0 }));
  const order = [];
  while (lab.length + process.length > 0) {
    const free = workers.reduce((one, other) => (other.until < one.until ? other : one));
    const path = free.own.shift() ?? lab.shift() ?? process.shift();
    free.until += secondsOf(path);
    order.push(path);
  }
  return [...order, ...pure];
}

class Order extends Sequencer {
  sort(tests) {
    const places = new Map(startOrder(super.sort(tests).map(({ path }) => path)).map((path, i) => [path, i]));
    return [...tests].sort((a, b) => places.get(a.path) - places.get(b.path));
  }
}

module.exports = Order;
module.exports.startOrder = startOrder;
