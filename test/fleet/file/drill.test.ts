import { drillOf } from '../../../src/fleet/file';
import { linesOf, parse, sample } from './sample';

const days = 86_400_000;
const text = (drill: string, app = ''): string =>
  `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }, drill: ${drill} }\n${sample.replace('settle: 10s', `settle: 10s${app && `\n    backup: { drill: ${app} }`}`)}`;
const settings = (drill: string, app?: string) => {
  const { backup, apps } = parse(text(drill, app));
  return drillOf(backup!, apps.phone!);
};

it('has a default for everything', () => {
  expect(parse(text('{}')).backup!.drill).toEqual({
    at: { hour: 5, minute: 0 },
    every: 7 * days,
    stale: 10 * days,
    budget: 7_200_000,
    limit: 3_600_000,
    cpus: 1,
    memory: 1e9,
    env: {},
    rpo: 93_600_000,
    rto: 14_400_000,
  });
  expect(parse(sample).backup).toBeUndefined();
});

it("takes an app's own settings before the fleet's, and variables besides them", () => {
  const found = settings(
    '{ every: 14d, env: { SMTP_HOST: drill.invalid }, host: hornbill }',
    '{ every: 1d, memory: 2 GB, env: { PAY: off }, drop: [/var/run//docker.sock] }',
  );
  expect(found).toMatchObject({
    every: days,
    memory: 2e9,
    cpus: 1,
    env: { SMTP_HOST: 'drill.invalid', PAY: 'off' },
    drop: ['/var/run/docker.sock'],
    host: 'hornbill',
  });
  expect(parse(text('{}', 'off')).apps.phone!.backup.drill).toEqual({ off: true });
});

it.each([
  ['{ host: hornbil }', '', /backup\.drill\.host: names no host of this file; did you mean hornbill/],
  ['{ every: 91d }', '', /backup\.drill\.every: should be a duration with its unit, at most 90d/],
  ['{ memory: 1 KB }', '', /backup\.drill\.memory: should be a size/],
  ['{ env: { 1A: x } }', '', /is no name of a variable/],
  ['{ env: { A: 1 } }', '', /backup\.drill\.env\.A: should be a text/],
  ['{}', 'never', /apps\.phone\.backup\.drill: should be off, or the drill/],
  ['{}', '{ drop: [docker.sock] }', /drop/],
])('refuses %s %s', (drill, app, message) => {
  expect(linesOf(text(drill, app)).join('\n')).toMatch(message);
});
