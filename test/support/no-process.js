// Stands for `child_process` in tests of the project `pure`. Each attempt is recorded, so that a test fails
// even where the code under test catches the error.
const attempts = (globalThis.processesStarted ??= []);

const refuse = (name) => () => {
  attempts.push(name);
  throw new Error(`A pure test starts no process (${name}). Name the file X.process.test.ts.`);
};

const names = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
module.exports = Object.fromEntries(names.map((name) => [name, refuse(name)]));
module.exports.refuse = refuse;
