import { planLines } from '../../../../src/client/output/runs/plan';
import { plain } from '../../../../src/client/output/theme';
import type { RollbackSummary } from '../../../../src/protocol/plan';
import { plan } from '../../support';

const facts = {
  diskFreeBytes: 12_300_000_000,
  databaseBytes: 80_000_000,
  gatheredAt: '2026-03-04T02:00:00Z',
};

test('a plan reads from top to bottom: what, why, how, and what cannot be taken back', () => {
  expect(planLines(plan, facts, plain).join('\n')).toBe(`Plan 3f2a9c0d1e2f3a4b: deploy phone on hornbill
  from       release 3 (b4c5d6e, 1.4.0)
  to         release 4 (a1b2c3d, 1.5.0) Add voicemail
  strategy   recreate: service app publishes port 3000
             other services changed too: redis
  migration  safe: only adds; the former release runs on the changed database
  room       12.3 GB free on the host; the database takes 80.0 MB
  ! the image has no init: stopping takes 10 s

Commits
  a1b2c3d  Add voicemail  [safe migration]
  c2c2c2c  Mend a typo
  and 1 older commit

Steps
   1  Build or pull the images of a1b2c3d
   2  Maintenance flag on
      undo: Maintenance flag off
   3  Run postdeploy in release 4: npm run migrate
      if its outcome is unknown, you decide; undone after 30 min
        retry runs the script again; undo goes back.
   4  Record release 4 as the current one
      from here on there is no undo
   5  Remove release 1 (3 are kept)
      if it fails: a warning, the run goes on`);
});

test('a plan says what changes, or that nothing does', () => {
  const changes = { services: [{ service: 'redis', is: 'gone' as const }], volumes: ['phone_data'] };
  const of = (change: object): string => planLines({ ...plan, ...change }, null, plain).join('\n');
  expect(of({ changes })).toContain(
    '  changes    redis: goes; its volumes stay\n             volumes that will be new and empty: phone_data\n',
  );
  expect(of({ changes: { services: [] } })).toContain('  changes    no change: what will run is what runs\n');
  expect(of({ steps: [] })).toContain('  changes    no change');
  expect(of({})).not.toContain('  changes');
});

test('a first deploy comes from nothing', () => {
  const lines = planLines({ ...plan, from: null, commits: [], commitCount: 0, warnings: [] }, null, plain);
  expect(lines).toContain(
    '  from       nothing: this is the first release; if its deploy fails, nothing serves',
  );
  expect(lines).toContain('  none between them');
});

test('a rollback says what is taken, what differs, what is lost and what follows', () => {
  const rollback: RollbackSummary = {
    to: 2,
    images: { kept: ['app'], gone: ['worker'] },
    secrets: {
      taken: 'now',
      differ: [
        { file: 'src/.env', changed: ['API_TOKEN', 'DB_PASSWORD'], onlyNow: ['SMTP'], onlyThen: ['OLD'] },
      ],
    },
    data: { dumpOf: 3, takenAt: '2026-03-04T00:00:00Z', bytes: 20_480 },
  };
  const loss = {
    seconds: 7200,
    tables: [
      { table: 'public.calls', then: 2, now: 5 },
      { table: 'public.users', then: 1, now: 1 },
    ],
  };
  const lines = planLines(
    {
      ...plan,
      kind: 'rollback',
      migration: 'breaking' as const,
      because: ['a breaking migration is between'],
      warnings: [],
      rollback,
    },
    { ...facts, loss },
    plain,
  );
  expect(lines.slice(0, lines.indexOf('Steps') - 1).join('\n'))
    .toBe(`Plan 3f2a9c0d1e2f3a4b: rollback phone on hornbill
  from       release 3 (b4c5d6e, 1.4.0)
  to         release 4 (a1b2c3d, 1.5.0) Add voicemail
  strategy   recreate: a breaking migration is between
  migration  breaking: the data return to a dump
  images     kept with release 2: app
             gone, so built or pulled again: worker
  secrets    today's, as the serving release has them
             src/.env differs: changed since API_TOKEN, DB_PASSWORD; only now SMTP; only then OLD
  data       return to the dump of release 3, from 2026-03-04T00:00:00Z, 2 h old, 20.5 KB
             the present data are dumped first
             what was written since is lost:
             - public.calls: 5 rows now, 2 then
  hold       no automatic deploy of b4c5d6e or older afterwards, until \`roost resume phone\` or another deploy
  room       12.3 GB free on the host; the database takes 80.0 MB

Commits that are left
  a1b2c3d  Add voicemail  [safe migration]
  c2c2c2c  Mend a typo
  and 1 older commit`);
});

test('a rollback over none leaves secrets and data as they are', () => {
  const rollback: RollbackSummary = {
    to: 2,
    images: { kept: ['app'], gone: [] },
    secrets: { taken: 'then', differ: [] },
    data: null,
  };
  const lines = planLines({ ...plan, kind: 'rollback', migration: 'none' as const, rollback }, null, plain);
  expect(lines).toContain('  migration  none is between: the database stays as it is');
  expect(lines).toContain('  secrets    those of then, as release 2 has them');
  expect(lines).toContain('  data       stay as they are');
});
