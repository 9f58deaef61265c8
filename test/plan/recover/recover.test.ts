import { planRecover, type AppFacts, type RecoverFacts } from '../../../src/plan/recover/recover';
import { A, app, host } from '../release/facts';

const snapshot = {
  id: 'abcdef0123456789',
  time: '2026-11-29T03:00:00Z',
  commit: A,
  proven: true,
  untracked: 'none' as 'some' | 'none' | undefined,
};

const lost = (name: string, change: Partial<AppFacts> & { needs?: string[] } = {}): AppFacts => {
  const { needs, ...rest } = change;
  const directory = `/srv/apps/${name}`;
  return { app: { ...app, name, directory, needs }, there: 'nothing', snapshot, newer: null, ...rest };
};

const plan = (apps: AppFacts[], change: Partial<RecoverFacts> = {}) =>
  planRecover(
    {
      scope: { kind: 'host', host: host.name, directory: '/home/deploy/.local/state/roost/host' },
      host,
      apps,
      cloudflare: false,
      ...change,
    },
    '0123456789',
    1_000,
  );
const ids = (apps: AppFacts[]) => plan(apps).steps.map(({ id }) => id);

it('brings an app back behind its page: commit, data, and only then whoever asks for it', () => {
  const { steps } = plan([lost('phone')]);
  expect(steps.map(({ id }) => id)).toEqual([
    'hold-phone',
    'deploy-phone',
    'restore-phone',
    'open-phone',
    'sum-up',
  ]);
  expect(steps[1]?.call.args).toMatchObject({
    request: { app: 'phone', ref: A },
    after: [],
    done: 'deployed',
  });
  expect(steps[2]?.call.args).toMatchObject({
    request: { app: 'phone', snapshot: snapshot.id },
    after: ['deployed'],
    done: 'restored',
  });
  expect(steps[3]?.call.args).toMatchObject({ parts: ['deployed', 'restored'], takenAt: snapshot.time });
});

it('has nothing to lose where nothing is: an app without data gets its own by its restore script', () => {
  const [one] = [lost('phone')];
  const bare = { ...one!.app, data: { services: [], folders: [], sqlite: [], volumes: [] } };
  const restoreOf = (app: AppFacts['app']) => plan([lost('phone', { app })]).steps[2]?.call.args;
  expect(restoreOf(bare)).toMatchObject({ request: { noWayBack: true } });
  expect(restoreOf(one!.app)).toMatchObject({ request: { noWayBack: undefined } });
});

it('lays the files that git does not track before the deploy, in a run of its own; of an older snapshot it says what it lacks', () => {
  const { steps, warnings } = plan([lost('phone', { snapshot: { ...snapshot, untracked: 'some' } })]);
  expect(steps.map(({ id }) => id).slice(0, 3)).toEqual(['hold-phone', 'files-phone', 'deploy-phone']);
  expect(steps[1]?.call.args).toMatchObject({
    request: { app: 'phone', snapshot: snapshot.id, what: ['untracked'] },
    done: 'laid',
    part: 'files',
  });
  expect(warnings).toEqual([expect.stringContaining('no DNS')]);
  const older = plan([lost('phone', { snapshot: { ...snapshot, untracked: undefined } })]);
  expect(older.steps.map(({ id }) => id)).not.toContain('files-phone');
  expect(older.warnings[0]).toContain('is from before backups took files');
});

it('holds all before the first is there, and brings what others need first', () => {
  const apps = [lost('shop', { needs: ['auth', 'mail'] }), lost('auth'), lost('mail'), lost('wiki')];
  expect(ids(apps)).toEqual([
    'hold-auth', 'hold-mail', 'hold-shop', 'hold-wiki',
    'deploy-auth', 'deploy-mail', 'restore-auth', 'restore-mail', 'open-auth', 'open-mail',
    'deploy-shop', 'deploy-wiki', 'restore-shop', 'restore-wiki', 'open-shop', 'open-wiki',
    'sum-up',
  ]); // prettier-ignore
  const groups = plan(apps).steps.map(({ group }) => group);
  expect(groups.slice(4, 6)).toEqual(['deploy-0', 'deploy-0']);
});

it('goes on with what is half there, and leaves alone what serves, also by other means', () => {
  const apps = [
    lost('phone', { there: 'half' }),
    lost('wiki', { there: 'whole' }),
    lost('old', { there: 'foreign' }),
  ];
  const found = plan(apps);
  expect(found.steps.map(({ id }) => id)).toEqual([
    'hold-phone',
    'deploy-phone',
    'restore-phone',
    'open-phone',
    'sum-up',
  ]);
  expect(found.recover.there).toEqual(['wiki']);
  expect(found.warnings[0]).toBe(
    'old runs on hornbill, and roost has not deployed it there: it is not touched.',
  );
  expect(plan([lost('wiki', { there: 'whole' })])).toMatchObject({ steps: [], warnings: [] });
});

it('names a newer snapshot that is not proven, and what has none', () => {
  const newer = { id: '9876543210abcdef', time: '2026-11-30T03:00:00Z' };
  const bare = lost('bare', { snapshot: null });
  const { warnings, steps, recover } = plan([lost('phone', { newer }), bare]);
  expect(warnings).toEqual([
    'phone: 98765432 of 2026-11-30 03:00 is newer, and no drill has proven it; --newest takes it.',
    'bare has no snapshot: its branch main is deployed, without data.',
    'The fleet file has no DNS of this host: afterwards let phone.sgos.example, phone.sgos.example lead to 192.0.2.7.',
  ]);
  expect(steps.some(({ id }) => id === 'restore-bare')).toBe(false);
  expect(steps.find(({ id }) => id === 'open-bare')?.call.args).toMatchObject({ parts: ['deployed'] });
  expect(recover.apps[0]?.newer).toEqual(newer);
});

it('asks where a run fails, and never undoes what came back', () => {
  const { steps } = plan([lost('phone')]);
  for (const { id, onFailure, undo } of steps) {
    expect(undo).toBeUndefined();
    if (/^(deploy|restore|open)/.test(id)) expect(onFailure).toBe('ask');
  }
});

it('ends with Cloudflare where the fleet file has the host there', () => {
  const { steps, warnings } = plan([lost('phone')], { cloudflare: true });
  expect(steps.at(-2)?.call).toEqual({
    run: 'awaitRun',
    args: { workflow: 'cloudflareApply', request: { host: 'hornbill' } },
  });
  expect(warnings).toEqual([]);
});
