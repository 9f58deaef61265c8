// Runs the programs of the other scripts. Plain Node without packages: in a fresh clone there are none yet.
const { spawn, spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');
const started = Date.now();

const seconds = (since) => Math.round((Date.now() - since) / 1000);

/** One line of progress on stderr, with the time since the start. */
const log = (text) => console.error(`[${String(seconds(started)).padStart(4)} s] ${text}`);

/** A program of `node_modules/.bin`. */
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a program with this terminal; true when it ended with 0. */
const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;

/** Runs a program and keeps what it prints. */
function collect({ title, command, args, env }) {
  const since = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const end = (ok) => resolve({ title, ok, output: output.trim(), seconds: seconds(since) });
    child.on('error', (error) => ((output += error.message), end(false)));
    child.on('close', (code) => end(code === 0));
  });
}

/** Runs tasks in their order, at most `slots` at a time; `onEnd` gets each result. */
async function sideBySide(tasks, slots, onEnd) {
  const waiting = [...tasks];
  const results = [];
  const work = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const result = await collect(task);
      results.push(result);
      onEnd(result);
    }
  };
  await Promise.all(Array.from({ length: slots }, work));
  return results;
}

module.exports = { root, log, bin, run, sideBySide };
