/** What each room must not import, by type or by value. ARCHITECTURE.md says why. */
import { roomOf, type Graph } from './graph';

/** `only`: these and nothing else of ours. `never`: anything but these. */
type Rule = { only: string[] } | { never: string[] };

const processes = ['workers', 'gateway', 'services', 'install', 'client'];
const runs = ['workflows', 'activities'];

export const rules: Record<string, Rule> = {
  lib: { only: ['errors'] },
  errors: { only: ['lib'] },
  fleet: { only: ['errors', 'lib'] },
  protocol: { only: ['errors', 'fleet'] },
  plan: { only: ['errors', 'lib', 'fleet', 'host', 'protocol'] },
  workflows: { only: ['errors', 'lib', 'fleet', 'protocol', 'plan'] },
  host: { never: [...processes, ...runs, 'inspect', 'temporal', 'plan', 'restic', 'backup'] },
  activities: { never: [...processes, 'workflows', 'inspect', 'temporal'] },
  secrets: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  cloudflare: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  github: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  notify: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  restic: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  tools: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  audit: { never: [...processes, ...runs, 'inspect', 'temporal', 'host'] },
  backup: { never: [...processes, ...runs, 'inspect', 'temporal', 'host', 'restic'] },
  drift: { never: [...processes, ...runs, 'inspect', 'temporal', 'backup'] },
  temporal: { never: [...processes, ...runs, 'inspect', 'host'] },
  inspect: { never: [...processes, ...runs] },
  services: { never: [...runs, 'workers', 'gateway', 'install', 'client', 'inspect', 'host'] },
  workers: { never: ['gateway', 'install', 'client'] },
  gateway: { never: [...runs, 'install', 'client'] },
  install: { never: [...runs, 'workers', 'gateway', 'client', 'inspect'] },
  client: { never: runs },
  'client/output': { never: [...runs, 'client/command', 'client/runs', 'client/verbs'] },
  'client/command': { never: [...runs, 'client/runs', 'client/verbs'] },
  'client/runs': { never: [...runs, 'client/verbs'] },
  'client/verbs': { never: runs },
};

/** A rule of `client` is one of its inner rooms too. */
const isIn = (room: string, names: string[]): boolean =>
  names.includes(room) || names.includes(room.split('/')[0]!);

/** One line for each import that a rule forbids, and for each room without a rule. */
export function violations(files: Graph): string[] {
  return [...files].flatMap(([file, targets]) => {
    const room = roomOf(file);
    const rule = rules[room];
    if (!rule) return [`${file}: the room ${room} has no rule in scripts/rooms/rules.ts`];
    const isForbidden = (other: string): boolean =>
      other !== room && ('only' in rule ? !isIn(other, rule.only) : isIn(other, rule.never));
    return [...targets]
      .filter((target) => isForbidden(roomOf(target)))
      .map((target) => `${file} imports ${target}: ${room} must not import ${roomOf(target)}`);
  });
}
