'use strict';
/**
 * A folder as a lock between processes. Its holder may die at any time: a lock
 * whose process is gone, or that nobody touched for a while, counts as free.
 */
const fs = require('node:fs');
const path = require('node:path');

const staleAfter = 30_000;

function isStale(folder) {
  try {
    if (Date.now() - fs.statSync(folder).mtimeMs > staleAfter) return true;
    const pid = Number(fs.readFileSync(path.join(folder, 'pid'), 'utf8'));
    if (!pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ESRCH: its process is gone. ENOENT: just being made or dropped.
    return error.code === 'ESRCH';
  }
}

function tryLock(folder) {
  try {
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

const release = (folder) => fs.rmSync(folder, { recursive: true, force: true });

async function withBuildLock(folder, body) {
  while (!tryLock(folder)) {
    if (isStale(folder)) release(folder);
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const keepFresh = setInterval(() => fs.utimes(folder, new Date(), new Date(), () => {}), 5_000);
  try {
    return await body();
  } finally {
    clearInterval(keepFresh);
    release(folder);
  }
}

module.exports = { withBuildLock };
