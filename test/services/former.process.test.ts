/** The former control host's Temporal, opened on a copy of its database. */
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { copyDatabase } from '../../src/activities/backup/night/copy-database';
import { makeStateFolder, stateFiles } from '../../src/lib/files/state';
import { taskQueue } from '../../src/protocol/names';
import { startEmbedded, stopEmbedded } from '../../src/services/embedded';
import { openFormer } from '../../src/services/former';
import { connectClient } from '../../src/temporal/connect';
import { dropEnv, freshEnv } from './support/state';

jest.setTimeout(120_000);

const former = freshEnv();
const heir = freshEnv();
afterAll(async () => {
  await stopEmbedded(former);
  await Promise.all([former, heir].map(dropEnv));
});

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

it('is not there on a machine that was never brought one', async () => {
  await expect(openFormer(heir, () => {})).rejects.toMatchObject({ code: 'FormerMissing' });
});

it('shows the runs of the former control host, and changes nothing of what was brought', async () => {
  await startEmbedded({ env: former, port: 0 });
  const temporal = await connectClient({ env: former });
  await temporal.client.workflow.start('deploy', { taskQueue, workflowId: 'deploy-phone-1', args: [] });
  await temporal.close();
  makeStateFolder(stateFiles(heir));
  const { formerDatabase, folder } = stateFiles(heir);
  await copyDatabase(stateFiles(former).database, formerDatabase);
  await stopEmbedded(former);
  const before = digest(formerDatabase);

  const opened = await openFormer(heir, () => {});
  const reading = await connectClient({ env: { ...heir, TEMPORAL_ADDRESS: opened.address } });
  const handle = reading.client.workflow.getHandle('deploy-phone-1');
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate('only in the copy');
  await reading.close();
  await opened.close();
  expect(digest(formerDatabase)).toBe(before);
  expect(readdirSync(folder).filter((name) => name.startsWith('former-'))).toEqual([]);
});

it('names a database that Temporal cannot read, and leaves nothing behind', async () => {
  const { formerDatabase, folder } = stateFiles(heir);
  copyFileSync(__filename, formerDatabase);
  await expect(openFormer(heir, () => {})).rejects.toMatchObject({
    code: 'TemporalUnreachable',
    message: expect.stringContaining('former database'),
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('former-'))).toEqual([]);
});
