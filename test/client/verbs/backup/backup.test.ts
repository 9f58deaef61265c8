import { parseFleet } from '../../../../src/fleet/file';
import { FakeRuns, fleetText, roost } from '../../support';

const HOUR = 3_600_000;
const backup = `
secrets: { file: /s }
backup: { repository: { url: /r, password: { secret: P } }, lockWait: 1h, night: 6h }
`;
const fleet = () => parseFleet(fleetText + backup, { file: 'fleet.yaml', home: '/home/op' });

async function started(line: string) {
  const runs = new FakeRuns();
  await roost(`${line} --detach`, { runs, fleet });
  return runs.started;
}

test('one app: a run of its own, which has the time that the fleet file gives it for the lock', async () => {
  expect(await started('backup phone')).toMatchObject([
    {
      workflow: 'backup',
      id: 'backup-phone',
      args: [{ app: 'phone', by: 'op@laptop', lockLimit: HOUR + 10 * 60_000 }],
    },
  ]);
});

test('all of them: a night, which Temporal ends where it does not come to its own end', async () => {
  expect(await started('backup')).toMatchObject([
    { workflow: 'nightlyBackup', args: [{ by: 'op@laptop' }], timeout: 9 * HOUR },
  ]);
});

test('without a repository nothing is begun', async () => {
  const runs = new FakeRuns();
  const ran = await roost('backup', { runs });
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('add backup.repository')]);
  expect(runs.started).toEqual([]);
});
