import { planArchive, planReturn } from '../../../src/plan/archive/archive';
import { planBackup } from '../../../src/plan/backup/backup';
import { backupFacts } from '../backup/backup-facts';
import { A, app, host } from '../release/facts';
import { archiveFacts as facts, container } from './facts';

const backup = (hostFree?: number, operation = '0123456789') => {
  const { room } = backupFacts();
  const here = backupFacts({ room: { ...room, hostFree: hostFree ?? room.hostFree } });
  return planBackup(here, operation, 1_000);
};

describe('out of service', () => {
  const plan = planArchive(facts(), backup(), '0123456789', 1_000);

  it('is a last backup behind the page, and only then a stop', () => {
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'flag-on',
      'copy-postgres',
      'copy-folder',
      'pull',
      'snapshot',
      'record',
      'stop',
    ]);
    expect(plan.archive).toMatchObject({ kept: ['/srv/apps/sgos-phone', 'database phone'], commit: A });
    expect(plan.warnings).toEqual([]);
  });

  it('keeps the lock to its end, which alone is the commit point', () => {
    expect(plan.steps.filter(({ unlocked }) => unlocked)).toEqual([]);
    expect(plan.steps.filter(({ commits }) => commits).map(({ id }) => id)).toEqual(['stop']);
  });

  it('makes a snapshot that no policy forgets', () => {
    const snapshot = plan.steps.find(({ id }) => id === 'snapshot')!;
    expect(snapshot.call.args).toEqual({ host: host.name, keep: true });
    expect(snapshot.title).toMatch(/kept for good/);
  });

  it('starts again what ran before the page goes, if it fails', () => {
    const stop = plan.steps.at(-1)!;
    expect(stop.undo?.call).toMatchObject({ run: 'startAgain', args: { containers: ['id-app', 'id-db'] } });
    expect(plan.steps[0]?.undo).toMatchObject({ call: { args: { on: false } }, needs: ['stop'] });
  });

  it('has the same hash while only the free room differs', () => {
    const again = planArchive(facts(), backup(900_000_000, 'abcdef0123'), 'abcdef0123', 1_000);
    expect(again.hash).toBe(plan.hash);
    expect(planArchive(facts({ expects: 5 }), backup(), '0123456789', 1_000).hash).not.toBe(plan.hash);
  });

  it('says what is missing: a backup, the mark in the fleet file, what stays at Cloudflare', () => {
    const cloudflare = {
      hostname: 'phone.sgos.example',
      service: 'http://localhost:80',
      access: [],
    } as never;
    const { warnings, steps } = planArchive(
      facts({ app: { ...app, cloudflare } }),
      null,
      '0123456789',
      1_000,
    );
    expect(warnings).toEqual([
      'phone has no backup: its data are only on hornbill.',
      expect.stringMatching(/apps\.phone\.archived: DAY/),
      expect.stringMatching(/roost cloudflare apply --app phone/),
    ]);
    expect(steps.map(({ id }) => id)).toEqual(['flag-on', 'stop']);
  });

  it('is nothing where nothing runs and nothing is copied', () => {
    expect(
      planArchive(facts({ containers: [container('app', 'exited')] }), null, '0123456789', 1_000).steps,
    ).toEqual([]);
  });
});

describe('the way back', () => {
  const off = {
    containers: [container('app', 'exited'), container('db', 'exited'), container('job', 'exited')],
  };

  it('starts the very containers that were stopped, and only then opens the page', () => {
    const plan = planReturn(facts({ ...off, stopped: ['id-app', 'id-db'] }), '0123456789', 1_000);
    expect(plan.steps.map(({ id }) => id)).toEqual(['start', 'flag-off', 'verify']);
    expect(plan.steps[0]?.call.args).toMatchObject({ containers: ['id-app', 'id-db'] });
    expect(plan.steps[0]?.undo?.call).toEqual({ run: 'stopServices', args: { except: [] } });
    expect(plan.steps.at(-1)?.commits).toBe(true);
  });

  it('is a deploy where the containers are gone', () => {
    const plan = planReturn(facts({ containers: [], stopped: ['id-app'] }), '0123456789', 1_000);
    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual([expect.stringMatching(/roost deploy phone --again/)]);
  });
});
