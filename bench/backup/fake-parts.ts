/** Hosts, locks, jobs and a repository that answer at once: what is left is roost and Temporal. */
import { randomBytes } from 'node:crypto';
import type { Guard, ExecResult, HeldLock, Host, Jobs, LockOwner } from '../../src/host/types';
import type { Restic, Snapshot } from '../../src/restic';

const ok = (stdout = ''): ExecResult => ({ code: 0, stdout, stderr: '' });

/** By the name that a script is run under. */
const answers: Record<string, string> = {
  'inspect-folder': '\n100000000\n2026-01-01T00:00:00Z\nthere\n',
  size: '4\n',
  inspect: '= 1 4096\n',
};

export const fakeHost = (name: string): Host => ({
  name,
  exec: async (argv) => ok(answers[argv[3] ?? '']),
  stream: async () => ok(),
  upload: async () => {},
  download: async () => Buffer.alloc(0),
  scrub: (text) => text,
});

export const fakeJobs = (): Jobs => ({
  run: async () => ({ state: { state: 'done', code: 0 }, tail: 'done' }),
  status: async () => ({ state: 'absent' }),
  cancel: async () => ({ state: 'cancelled' }),
  cancelAll: async () => [],
});

const locks = new Map<string, HeldLock>();
let token = 0;

export function fakeGuard(name: string): Guard {
  const take = (owner: LockOwner): { got: true; lock: HeldLock } => {
    const lock = { ...owner, token: ++token, since: '2026-01-01T00:00:00Z' };
    locks.set(name, lock);
    return { got: true, lock };
  };
  const end = (): HeldLock | null => {
    const held = locks.get(name) ?? null;
    locks.delete(name);
    return held;
  };
  return {
    show: async () => locks.get(name) ?? null,
    acquire: async (owner) => take(owner),
    takeOver: async (owner) => take(owner),
    release: async () => end() !== null,
    break: async () => end(),
    beginUndo: async () => {},
    change: async () => ok('1 files'),
    fenced: async (_, argv) => argv,
    current: async () => null,
    commit: async () => {},
    claim: async () => {},
    resume: async () => null,
  };
}

export function fakeRestic(): Restic {
  const made: Snapshot[] = [];
  return {
    where: 'nowhere',
    exists: async () => true,
    init: async () => '',
    copyFrom: async () => {},
    setApart: async () => {},
    async backup({ host, tags, path }) {
      const id = randomBytes(32).toString('hex');
      made.push({
        id,
        host,
        tags,
        paths: [path],
        time: new Date().toISOString(),
        bytes: 1,
        files: 1,
        added: 1,
      });
      return { snapshot: id, bytes: 1, files: 1, added: 1, seconds: 0 };
    },
    snapshots: async (tag) => made.filter(({ tags }) => tag === undefined || tags.includes(tag)),
    list: async () => [],
    keys: async () => [],
    addKey: async () => {},
    removeKey: async () => {},
    read: async () => '',
    restore: async () => {},
    dump: async () => {},
    forget: async () => ({ kept: 1, removed: 0 }),
    prune: async () => {},
    check: async () => {},
    size: async () => made.length,
  };
}
