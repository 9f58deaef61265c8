/** Checks what a person has typed for a restore, in the Temporal UI or on the command line. Pure. */
import { RoostError } from '../../errors';
import type { RestoreRequest } from '../../protocol/requests';
import { parseSnapshotWish } from './snapshot';

/** What is asked for, with the keys that it has. */
export interface Asked {
  name: string;
  keys: string[];
  example: string;
}

/** Each key with what it may be. */
const allowed: Record<keyof RestoreRequest, string> = {
  app: 'the name of an app, as in the fleet file',
  snapshot:
    '"latest", the beginning of an id (8 digits), or a day or time such as "2026-11-18" or "yesterday 03:00"',
  what: 'a list of "database", "files", "config", "untracked", "script", or names of sources, such as ["data/voicemails"]',
  paths: 'a list of files and folders below the app\'s folder, such as ["data/voicemails/1.mp3"]',
  into: '"live" or "scratch", or another app whose data are replaced, such as "staging"',
  release: '"keep" or "snapshot"',
  fromPath:
    'the folder of the app in snapshots that roost has not made, such as "/srv/backups/staging/sgos-phone"',
  noWayBack:
    'true: what scripts.restore changes may not be put back, where nothing stands under data of the fleet file',
  pulled: 'the operation of a move, which gives it itself',
  on: 'the name of a host, which a move gives itself',
  undo: 'the id of the run of a restore, only with app, such as "restore-phone-1a2b3c4d"',
  expect: 'the hash of a plan, 16 hex digits',
  by: 'a text',
  reason: 'a text',
};

/** One spelling per path. Without Node's own, since a workflow checks by it. */
const tidy = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/** Below the app's folder, and not where roost keeps its own files. */
const isBelow = (path: string): boolean =>
  !/^[/~-]/.test(path) &&
  !path.split('/').includes('..') &&
  tidy(path) !== '' &&
  !/^\.roost(\/|$)/.test(tidy(path));

/** One spelling of each: it is compared with the paths of snapshots. */
const isAbsoluteFolder = (path: string): boolean =>
  path.startsWith('/') && path === `/${tidy(path)}` && !path.split('/').includes('..');

const isText = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= 500 &&
  !/[\u0000-\u001f\u007f]/.test(value);

const isListOf = (value: unknown, fits: (one: string) => boolean): boolean =>
  Array.isArray(value) && value.length <= 200 && value.every((one) => isText(one) && fits(one));

const fits: Record<keyof RestoreRequest, (value: unknown) => boolean> = {
  app: (value) => isText(value) && APP.test(value),
  snapshot: (value) => isText(value) && parseSnapshotWish(value) !== null,
  what: (value) => isListOf(value, () => true),
  paths: (value) => isListOf(value, (path) => isBelow(path)),
  into: (value) => isText(value) && APP.test(value),
  release: (value) => value === 'keep' || value === 'snapshot',
  fromPath: (value) => isText(value) && isAbsoluteFolder(value),
  noWayBack: (value) => typeof value === 'boolean',
  pulled: (value) => isText(value) && /^[0-9a-f]{10}$/.test(value),
  on: (value) => isText(value) && APP.test(value),
  undo: (value) => isText(value) && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value),
  expect: (value) => isText(value) && /^[0-9a-f]{16}$/.test(value),
  by: isText,
  reason: isText,
};

const restore: Asked = {
  name: 'a restore',
  keys: Object.keys(allowed),
  example: '{"app": "phone", "snapshot": "latest", "what": ["database", "files"], "into": "live"}',
};

const APP = /^[a-z][a-z0-9-]*$/;

/** The app whose data are replaced, and whose lock is taken. */
export const targetOf = ({ app, into = 'live' }: Pick<RestoreRequest, 'app' | 'into'>): string =>
  into === 'live' || into === 'scratch' ? app : into;

/** The request, tidied; all that is wrong at once. Errors: `BadRequest`. */
export function checkRestoreRequest(input: unknown, asked = restore): RestoreRequest {
  const refusal = (problems: string[]): RoostError =>
    new RoostError('BadRequest', `${problems.join('\n')}\nFor example: ${asked.example}`);
  const isKey = (key: string): key is keyof RestoreRequest => asked.keys.includes(key);
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refusal([`The input of ${asked.name} is one JSON object, not ${shown(input)}.`]);
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  const problems = given.flatMap(([key, value]) => {
    if (!isKey(key))
      return [`There is no key ${shown(key)} of ${asked.name}; there are ${asked.keys.join(', ')}.`];
    return fits[key](value) ? [] : [`${key} is ${shown(value)}; it should be ${allowed[key]}.`];
  });
  if (!given.some(([key]) => key === 'app')) problems.unshift(`app is missing; it should be ${allowed.app}.`);
  problems.push(...conflicts(Object.fromEntries(given)));
  if (problems.length > 0) throw refusal(problems);
  const request = Object.fromEntries(given) as unknown as RestoreRequest;
  const { paths, what } = request;
  if (paths && paths.length > 0) request.paths = [...new Set(paths.map(tidy))];
  else delete request.paths;
  if (what && what.length > 0) request.what = [...new Set(what.map((one) => one.trim()))];
  else delete request.what;
  return request;
}

/** What cannot stand together. */
function conflicts(given: Record<string, unknown>): string[] {
  const { app, into = 'live', release, undo, fromPath, what } = given;
  const problems: string[] = [];
  const beside = ['snapshot', 'what', 'paths', 'into', 'release', 'fromPath', 'noWayBack'].filter(
    (key) => key in given,
  );
  if (undo !== undefined && beside.length > 0)
    problems.push(`undo is given only with app: leave ${beside.join(', ')} out.`);
  if (release === 'snapshot' && into !== 'live')
    problems.push(
      `release "snapshot" comes with its data in place of the live ones: leave into ${shown(into)} out.`,
    );
  if (release === 'snapshot' && fromPath !== undefined)
    problems.push(
      'release "snapshot" needs a snapshot that says its release: leave fromPath or release out.',
    );
  if (app !== undefined && into === app)
    problems.push(`into is ${shown(into)}, the app itself: write "live", or leave into out.`);
  if (
    into !== 'live' &&
    into !== 'scratch' &&
    Array.isArray(what) &&
    ['config', 'untracked'].some((one) => what.includes(one))
  )
    problems.push(
      `The configuration of an app is not that of another: leave config out of what, or into ${shown(into)}.`,
    );
  return problems;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
