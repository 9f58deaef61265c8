/** What a restore does to one item on a host, right here. */
import { cpSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { loadItem, sentTo, swapItem } from '../../../src/activities/data/restore';
import type { RestoreItem, Rows } from '../../../src/protocol/steps/restore';
import type { SourceHost } from './host';

/** Of `sourceHost`. */
export const OPERATION = '0123456789';

export const coded = (code: string, text = ''): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

export const load = (host: SourceHost, item: RestoreItem, rows?: Rows): Promise<string> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
    loadItem(host.site, item, 'live', rows),
  );

export const swap = (host: SourceHost, item: RestoreItem, verb: 'in' | 'back'): Promise<string> =>
  swapItem(host.site, item, OPERATION, verb);

/** What a push brings. */
export function send(host: SourceHost, item: RestoreItem, from: string): void {
  const to = sentTo(host.site, item, OPERATION, 'live');
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
