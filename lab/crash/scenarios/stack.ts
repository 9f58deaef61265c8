/** The app as one of several services: what a deploy does to all of them at once. */
import { commitOn, json, type Edits } from '../../commits';
import { asRoot } from '../../exec';
import type { Lab } from '../../types';
import { finish } from '../run';
import { serving } from './bases';
import { branch } from './commits';
import type { Base, Request, Scenario } from './types';

/** Ends with 0 as soon as it is told to. */
const waits = `[sh, -c, "trap 'exit 0' TERM; while :; do sleep 1 & wait $$!; done"]`;
const service = (name: string, ...lines: string[]): string =>
  [
    `  ${name}:`,
    ...['image: registry:5000/roost-base:1', 'stop_grace_period: 2s', ...lines].map((line) => `    ${line}`),
    '',
  ].join('\n');

/** `other`: a service that only this commit has. */
const others = (other: string, rules: string): string =>
  [
    service('init', 'command: ["true"]', 'restart: "no"'),
    service(
      'worker',
      `command: ${waits}`,
      'restart: unless-stopped',
      'volumes: [/scratch]',
      'configs: [{ source: rules, target: /rules }]',
      'networks: [internal]',
      'depends_on: { init: { condition: service_completed_successfully } }',
    ),
    service('side', `command: ${waits}`, 'restart: unless-stopped', 'network_mode: service:worker'),
    service(other, `command: ${waits}`, 'restart: unless-stopped', 'networks: [internal]'),
    `configs: { rules: { content: ${rules} } }\n`,
  ].join('');

const withOthers =
  (other: string, rules: string) =>
  (before: string): string =>
    `${before.slice(0, before.indexOf('\nnetworks:'))}\n${others(other, rules)}${before.slice(before.indexOf('\nnetworks:'))}`;

const version = (name: string): Edits => ({ 'app.json': json((app) => ({ ...app, version: name })) });

/** On v2, as what the base has deployed; the same one every time in a lab. */
const commit = (lab: Lab, name: string, edits: Edits, parent = 'v2'): string =>
  branch(lab, `crash-${name}`) ?? commitOn(lab, parent, `crash-${name}`, edits);
const first = (lab: Lab): string =>
  commit(lab, 'stack-1', { ...version('1.4.0'), 'docker-compose.yml': withOthers('former', 'one') });
const next = (lab: Lab, name: string, edits: Edits = {}): string => {
  const parent = first(lab);
  return commit(lab, name, { ...version('1.4.1'), ...edits }, parent);
};
/** Takes one service away, brings another, and another config. */
const second: Edits = {
  'docker-compose.yml': (before) =>
    before.replace('  former:', '  added:').replace('content: one', 'content: two'),
};

const stacked: Base = {
  name: 'stacked',
  on: serving,
  make: (lane) => finish(lane, 'deploy', { app: 'phone', ref: first(lane.lab), strategy: 'recreate' }),
};

const stackedTwice: Base = {
  name: 'stacked-twice',
  on: stacked,
  make: (lane) =>
    finish(lane, 'deploy', { app: 'phone', ref: next(lane.lab, 'stack-2', second), strategy: 'recreate' }),
};

const scenario = (
  name: string,
  workflow: string,
  base: Base,
  request: (lab: Lab) => Partial<Request>,
): Scenario => ({
  name,
  workflow,
  base,
  request: async (lab) => ({ app: 'phone', ...request(lab) }),
  // No snapshot holds volumes without a name.
  prepare: async ({ host }) => {
    await asRoot(host, `docker exec $(${worker}) sh -c 'echo precious >/scratch/mark'`);
  },
  extras: `
w=$(${worker})
[ -z "$w" ] || docker exec "$w" cat /scratch/mark /rules 2>&1 | each stack
s=$(docker ps -q --filter label=com.docker.compose.service=side)
[ -z "$s" ] || [ "$(docker inspect -f '{{.HostConfig.NetworkMode}}' "$s")" != "container:$(docker inspect -f '{{.Id}}' "$w")" ] || echo 'side is behind worker' | each stack`,
});
const worker = 'docker ps -q --filter label=com.docker.compose.service=worker';

const strategy = 'recreate';

/** A service goes, another comes, a config changes. */
export const stackRecreate = scenario('stack-recreate', 'deploy', stacked, (lab) => ({
  ref: next(lab, 'stack-2', second),
  strategy,
}));
/** The same, and the app never gets healthy. */
export const stackUndo = scenario('stack-undo', 'deploy', stacked, (lab) => ({
  ref: next(lab, 'stack-deaf', {
    ...second,
    'knobs.json': json((knobs) => ({ ...knobs, healthy: false })),
  }),
  strategy,
}));
/** Of the app alone, beside all others. */
export const stackRolling = scenario('stack-rolling', 'deploy', stacked, (lab) => ({
  ref: next(lab, 'stack-code'),
  strategy: 'rolling',
}));
/** Back to the other services. */
export const stackRollback = scenario('stack-rollback', 'rollback', stackedTwice, () => ({ strategy }));
