import { appFactsArgv } from '../../../../src/inspect/check/app/facts';
import { restoreFindings } from '../../../../src/inspect/check/app/restore-script';
import { app, host } from '../../../plan/release/facts';

const scripts = { backup: './backup.sh', restore: './ops/restore.sh --all' };
const compose = { ...app, contract: 'compose' as const, scripts };
const found = (files: Record<string, string>, change: Partial<typeof app> = {}, given = scripts) =>
  restoreFindings({ ...compose, ...change }, given, files).map(({ state, says }) => `${state}: ${says}`);
const there = { 'ops/restore.sh': '#!/bin/sh' };

it('a restore script of the repository is asked for, and what is kept before it is named', () => {
  expect(appFactsArgv(compose, host)).toContain('ops/restore.sh');
  expect(found(there)).toEqual([
    'ok: by ./ops/restore.sh --all; kept before it: database phone, folder data',
  ]);
});

it('one that the branch does not have is said, unless it is no file of the repository', () => {
  expect(found({})).toEqual([
    'warn: scripts.restore is ./ops/restore.sh --all, and main has no file ops/restore.sh',
  ]);
  const elsewhere = { ...scripts, restore: '/opt/restore' };
  expect(found({}, { scripts: elsewhere }, elsewhere)).toEqual([
    'ok: by /opt/restore; kept before it: database phone, folder data',
  ]);
});

it('without data there is no way back, and without a backup script nothing to restore', () => {
  const data = { services: [], folders: [], sqlite: [], volumes: [] };
  expect(found(there, { data })).toEqual([
    expect.stringContaining('warn: nothing is kept before ./ops/restore.sh'),
  ]);
  const { restore } = scripts;
  expect(restoreFindings(compose, { restore }, there)).toMatchObject([{ state: 'warn' }]);
  expect(restoreFindings(compose, {}, there)).toEqual([]);
});
