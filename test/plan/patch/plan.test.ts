import { heldApps, parseUpgrades } from '../../../src/activities/patch/plan';
import { parseStanding } from '../../../src/activities/patch/steps/await';
import { planLines } from '../../../src/client/output/runs/plan';
import { plain } from '../../../src/client/output/theme';
import { patchPlan } from './sample';

const ids = (...args: Parameters<typeof patchPlan>) => patchPlan(...args).steps.map(({ id }) => id);

it('holds the runs of apps off, upgrades, restarts, waits for what ran before, and lets them go on', () => {
  expect(ids()).toEqual(['hold', 'upgrade', 'reboot', 'await', 'free']);
  const [hold] = patchPlan().steps;
  expect(hold).toMatchObject({ limit: 2_100, undo: { call: { run: 'freeApps' } } });
});

it('restarts only where that is asked for, and says that it does not', () => {
  const plan = patchPlan({}, {});
  expect(plan.steps.map(({ id }) => id)).toEqual(['hold', 'upgrade', 'await', 'free']);
  expect(plan.warnings).toEqual(['box will probably need a restart, and gets none without --reboot']);
  expect(patchPlan({ reboot: 'the file is there' }, {}).warnings[0]).toMatch(/^box needs a restart/);
  expect(patchPlan({ upgrades: [] }, {}).warnings).toEqual([]);
});

it('has nothing to do where there is nothing to upgrade and no restart is due', () => {
  expect(ids({ upgrades: [] })).toEqual([]);
  expect(ids({ upgrades: [] }, {})).toEqual([]);
  expect(ids({ upgrades: [], reboot: 'a kernel' }, {})).toEqual([]);
  expect(ids({ upgrades: [], reboot: 'a kernel' })).toEqual(['hold', 'reboot', 'await', 'free']);
  expect(ids({ upgrades: [] }, { reboot: 'always' })).toEqual(['hold', 'reboot', 'await', 'free']);
});

it('warns of what stops with it', () => {
  const { warnings } = patchPlan({
    control: true,
    stale: true,
    kept: ['php'],
    upgrades: [{ name: 'docker-ce', from: '1', to: '2' }],
  });
  expect(warnings.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
    'The lists of',
    'box is the',
    'Docker itself is',
    '1 package stay,',
  ]);
});

it('shows packages with both versions, and whether a restart is needed', () => {
  const lines = planLines(patchPlan(), null, plain).join('\n');
  expect(lines).toMatch(/packages +2 to upgrade/);
  expect(lines).toMatch(/restart +probably, after the upgrade; restarted if needed/);
  expect(lines).toContain('  libssl3  3.0.15-1 → 3.0.16-1\n  linux-image-6.12.9-amd64  new → 6.12.9-1');
});

it('reads what the host says, and takes no half of it', () => {
  const text = `upgrade libc6 2.41-11 2.41-12\nupgrade new-one - 1.0\nkept php\nreboot the kernel 2 is installed, 1 runs
there /srv/apps/phone\nthere /home/d/.local/state/roost/drills/wiki\nthere /srv/other\nend\n`;
  const said = parseUpgrades(text)!;
  expect(said).toMatchObject({
    upgrades: [
      { name: 'libc6', from: '2.41-11', to: '2.41-12' },
      { name: 'new-one', from: null, to: '1.0' },
    ],
    kept: ['php'],
    reboot: 'the kernel 2 is installed, 1 runs',
    stale: false,
  });
  expect(parseUpgrades(text.replace('end\n', ''))).toBeNull();
  const folders = [
    { app: 'phone', directory: '/srv/apps/phone' },
    { app: 'twin', directory: '/srv/apps/phone' },
    { app: 'wiki', directory: '/srv/apps/wiki' },
  ];
  expect(heldApps(folders, '/home/d/.local/state/roost/drills', said.there)).toEqual([
    { app: 'phone', directory: '/srv/apps/phone' },
    { app: 'wiki', directory: '/home/d/.local/state/roost/drills/wiki' },
  ]);
});

it('takes a Docker that does not answer for no list of containers', () => {
  expect(parseStanding('')).toEqual([]);
  expect(parseStanding('nodocker\n')).toBeNull();
  expect(parseStanding('web running healthy always\n')).toEqual([
    { name: 'web', state: 'running', health: 'healthy', policy: 'always' },
  ]);
});
