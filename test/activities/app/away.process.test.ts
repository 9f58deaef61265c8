/**
 * The mark of a move on a real file system: what keeps a stray run from
 * starting an app on the host that was left.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markText, parseHostMark, requireHere } from '../../../src/activities/app/away';
import type { Site } from '../../../src/activities/app/site';
import { writeLine } from '../../../src/host/files';
import { appPaths } from '../../../src/plan/names';
import { localHost } from '../../client/local-host';
import { app } from '../../plan/release/facts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roost-away-'));
  mkdirSync(join(directory, '.roost'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const host = localHost('hornbill');
const site = () => ({ app, host, paths: appPaths(directory) }) as unknown as Site;
const mark = { host: 'shuttle', operation: '0123456789', at: '2026-11-30T10:20:30.000Z' };

it('refuses every run on the host that was left, but those of a move itself', async () => {
  await expect(requireHere(site())).resolves.toBeUndefined();
  await host.exec(writeLine(site().paths.away, markText(mark)));
  await expect(requireHere(site())).rejects.toMatchObject({
    code: 'AppMoved',
    message: 'phone serves on shuttle since 2026-11-30T10:20:30.000Z, and the fleet file has it on hornbill.',
  });
  await expect(requireHere(site(), 'hornbill')).resolves.toBeUndefined();
});

it('takes no other text for a host', async () => {
  expect(parseHostMark(`${markText(mark)}\n`)).toEqual(mark);
  for (const text of ['', '\n', '../x 1 2', '$(reboot)', '\u001b[31m'])
    expect(parseHostMark(text)).toBeNull();
  expect(parseHostMark('shuttle 1 \u001b[31m')).toMatchObject({ host: 'shuttle', at: '' });
  writeFileSync(site().paths.away, '-rf /\n');
  await expect(requireHere(site())).resolves.toBeUndefined();
});
