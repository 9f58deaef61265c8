import { RoostError } from '../errors';
import { plainText } from '../lib/plain-text';
import { settled } from './settled';
import type { AccountOptions } from './types';
import type { Client } from './wire';

/** What every part of an account works with. */
export interface Parts extends AccountOptions {
  client: Client;
}

export interface Named {
  id: string;
  name: string;
}

/** All of a list, page by page. */
export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

/** As long as a list is, in one answer where that is allowed. */
export const most = { per_page: 100 } as const;

export const show = (text: string | null | undefined): string => plainText(text ?? '').trim();

export const seen = (
  { pause }: Parts,
  what: string,
  look: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> => settled(what, look, { pause, signal });

export const changed = (what: string): RoostError =>
  new RoostError('CloudflareChanged', `${what} is no longer as the plan saw it.`);

/** Fields without those that only Cloudflare sets. */
export function without<T extends object>(value: T, fields: string[]): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !fields.includes(key))) as Partial<T>;
}
