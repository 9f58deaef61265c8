/** Checks what a person has typed for a restore of several apps. Pure; a workflow checks by it. */
import { RoostError } from '../../../errors';
import { sentences } from '../../../lib/sentences';
import type { RestoresRequest } from '../../../protocol/requests';
import { checkRestoreRequest } from '../request';
import { parseSnapshotWish } from '../snapshot';

const keys = ['apps', 'host', 'snapshot', 'what', 'into', 'release', 'expect', 'by', 'reason'];
const asked = {
  name: 'a restore of several apps',
  keys: [...keys, 'app'],
  example: '{"apps": ["phone", "mail"], "snapshot": "latest"}, or {"host": "hornbill"}',
};

const refusal = (problems: string[]): RoostError =>
  new RoostError('BadRequest', `${problems.join('\n')}\nFor example: ${asked.example}`);

/** What a person has typed. Errors: `BadRequest`. */
export function checkRestoresRequest(input: unknown): RestoresRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refusal([`The input of ${asked.name} is one JSON object.`]);
  const { apps, host, ...rest } = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined && value !== null),
  );
  const problems: string[] = [];
  const unknown = Object.keys(rest).filter((key) => !keys.includes(key));
  if (unknown.length > 0)
    problems.push(
      sentences(
        `There is no key ${unknown.map((key) => JSON.stringify(key)).join(', ')} of ${asked.name};`,
        `there are ${keys.join(', ')}.`,
      ),
    );
  const isList = Array.isArray(apps) && apps.length > 0 && apps.length <= 200;
  if (apps !== undefined && !(isList && apps.every((one) => typeof one === 'string' && NAME.test(one))))
    problems.push('apps should be a list of names of apps, as in the fleet file.');
  if (host !== undefined && !(typeof host === 'string' && HOST.test(host)))
    problems.push('host should be the name of a host, as in the fleet file.');
  if ((apps === undefined) === (host === undefined))
    problems.push('Name either apps or a host, whose apps are all restored.');
  const { into = 'live', snapshot = 'latest' } = rest;
  if (into !== 'live' && into !== 'scratch')
    problems.push('into should be "live" or "scratch": into another app one app is restored at a time.');
  if (typeof snapshot === 'string' && parseSnapshotWish(snapshot)?.by === 'id')
    problems.push('snapshot should be "latest", or a day or time: an id is of one app\'s snapshot.');
  if (problems.length > 0) throw refusal(problems);
  // The rest is as of one app.
  const { app: _app, ...checked } = checkRestoreRequest({ ...rest, app: 'one' }, asked);
  const names = isList ? { apps: [...new Set(apps as string[])] } : { host: host as string };
  return { ...(checked as RestoresRequest), ...names };
}

const NAME = /^[a-z][a-z0-9-]*$/;
const HOST = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
