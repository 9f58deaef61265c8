import { asTheyAre } from '../../../src/activities/restore/steps/start';

const named = {
  a1: { name: 'phone-app-1', service: 'app' },
  a2: { name: 'phone-app-2', service: 'app' },
  c1: { name: 'phone-cron-1', service: 'cron' },
};
const all = (...some: [id: string, name: string, service: string][]) =>
  some.map(([id, name, service]) => ({ id, name, service }));

it('a container that a person has made anew since the plan is known by its name, else by its service', () => {
  const now = all(
    ['b2', 'phone-app-2', 'app'],
    ['b1', 'phone-app-1', 'app'],
    ['c1', 'phone-cron-1', 'cron'],
    ['d', 'db', 'db'],
  );
  expect(asTheyAre(['a1', 'a2', 'c1'], named, now)).toEqual(['b1', 'b2', 'c1']);
  expect(asTheyAre(['a1'], named, all(['b9', 'other_phone-app-1', 'app']))).toEqual(['b9']);
});

it('a container without a stand-in stays the one that is missed, and none stands in for two', () => {
  expect(asTheyAre(['a1', 'a2'], named, all(['b1', 'phone-app-1', 'app']))).toEqual(['b1', 'a2']);
  expect(asTheyAre(['c1'], named, all(['d', 'db', 'db']))).toEqual(['c1']);
  expect(asTheyAre(['a1'], {}, all(['b1', 'phone-app-1', 'app']))).toEqual(['a1']);
});
