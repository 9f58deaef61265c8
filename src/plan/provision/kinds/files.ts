import { createHash } from 'node:crypto';
import { RoostError } from '../../../errors';
import { canonicalJson } from '../../../lib/digest';
import { isSection } from '../../../lib/unchecked';
import type { ResourceOf } from '../../../protocol/steps/provision';
import type { Kind } from './types';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export const directory: Kind<'directory'> = {
  name: ({ path }) => path,
  args: ({ path, mode, owner }) => [path, mode, owner],
  want: ({ mode, owner }) => `${mode} ${owner}`,
};

export const ownFolder: Kind<'ownFolder'> = {
  name: ({ path }) => path,
  args: ({ path, owner }) => [path, owner],
  want: () => 'there',
};

export const file: Kind<'file'> = {
  name: ({ path }) => path,
  args: ({ path, mode, owner, check = '', then = '', content }) => [path, mode, owner, check, then, content],
  want: ({ mode, owner, content }) => `${mode} ${owner} ${digest(content)}`,
};

/** The host prints the file as base64; the keys are put in here, so that the plan has the whole text. */
export const settings: Kind<'settings'> = {
  name: ({ path }) => path,
  args: ({ path, is = '', check = '', then = '', set }) => [path, check, then, is && textWith(is, set, path)],
  want: ({ path, is = '', set }) => base64(textWith(is, set, path)),
  shown: (state, { path, set }) => only(isBase64(state) ? read(state, path) : {}, set, state),
  complete(resource, state) {
    const { path, set } = resource;
    if (state === 'too large') throw broken(path, 'is larger than 48 kB');
    const is = isBase64(state) ? state : base64('{}');
    const present = read(is, path);
    const isRight = Object.entries(set).every(
      ([key, value]) => canonicalJson(present[key]) === canonicalJson(value),
    );
    return isRight ? null : { ...resource, is };
  },
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const isBase64 = (state: string): boolean => state !== 'missing' && state !== 'too large' && state !== '';

function textWith(is: string, set: Record<string, unknown>, path: string): string {
  return `${JSON.stringify({ ...read(is, path), ...set }, null, 2)}\n`;
}

function read(state: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(state, 'base64').toString() || '{}');
    if (isSection(value)) return value;
  } catch {
    // Said below.
  }
  throw broken(path, 'is not a JSON object');
}

/** Never overwritten: it may name where all data are. */
const broken = (path: string, why: string): RoostError =>
  new RoostError('ProvisionFailed', `${path} on the host ${why}; correct it there by hand.`, { path });

function only(present: Record<string, unknown>, set: ResourceOf<'settings'>['set'], state: string): string {
  if (!isBase64(state)) return state || 'missing';
  const own = Object.keys(set).filter((key) => key in present);
  return own.length === 0
    ? 'not set'
    : canonicalJson(Object.fromEntries(own.map((key) => [key, present[key]])));
}
