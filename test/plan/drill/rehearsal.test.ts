import { isRehearsed } from '../../../src/fleet/file';
import { rehearsalPlan } from '../../../src/plan/drill/rehearsal';
import { rehearsedFires } from '../../../src/plan/rehearsal/fires';
import { parse, sample } from '../../fleet/file/sample';

const fleet = (drill: string, text = sample) =>
  parse(
    `secrets: { file: /home/op/s.sops }\nbackup: { repository: { url: /r, password: { secret: RESTIC } }${drill} }\n${text}`,
  );
const named = ', drill: { host: toucan, rto: 2h }';

it('drills all apps of the lost host on the host of the drills, due or not', () => {
  const off = sample.replace('service: web', 'service: web\n    backup: { drill: off }');
  expect(rehearsalPlan(fleet(named, off), 'hornbill')).toEqual({
    apps: [{ app: 'phone', host: 'toucan' }],
    budget: 3_600_000,
    warnings: ['Not drilled, and so not rehearsed: wiki'],
    rehearsal: { rto: 2 * 3_600_000 },
  });
  const all = rehearsalPlan(fleet(named));
  expect(all.apps.map(({ app }) => app)).toEqual(['phone', 'wiki']);
});

it('never fills a host that serves an app, and says which', () => {
  const live = fleet(', drill: { host: hornbill }');
  expect(() => rehearsalPlan(live)).toThrow(/^hornbill serves phone, wiki: a rehearsal never fills a host/);
  expect(() => rehearsalPlan(fleet(''))).toThrow('backup.drill.host');
  expect(() => rehearsalPlan(fleet(named), 'toucan')).toThrow('No app of toucan is drilled');
  expect(() => rehearsalPlan(fleet(named), 'nowhere')).toThrow('nowhere');
  expect([live, fleet(''), fleet(named)].map(isRehearsed)).toEqual([false, false, true]);
});

it('damages the data of all that have some, and takes twice the time for it', () => {
  const data = sample.replace('settle: 10s', 'settle: 10s\n    data: { folders: [data] }');
  expect(rehearsalPlan(fleet(named, data), undefined, 'corruption')).toMatchObject({
    apps: [{ app: 'phone', host: 'toucan' }],
    budget: 2 * 3_600_000,
    rehearsal: { rto: 2 * 3_600_000 },
  });
  expect(() => rehearsalPlan(fleet(named), undefined, 'corruption')).toThrow(
    'No app of the fleet with data is drilled',
  );
  expect(rehearsedFires(fleet(named, data)).fires).toEqual(['host', 'corruption', 'control']);
  expect(rehearsedFires(fleet(named)).fires).toEqual(['host', 'control']);
  expect(() => rehearsalPlan(fleet(''), undefined, 'corruption')).toThrow('backup.drill.host');
});
