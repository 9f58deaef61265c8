/**
 * Several apps by one run: what may be asked, in which order they
 * come, and whether there is room for all.
 */
import type { AppConfig } from '../../../src/fleet/file';
import { planRestore } from '../../../src/plan/restore/restore';
import { checkRestoresRequest } from '../../../src/plan/restore/several/request';
import { planRestores, type PlannedApp } from '../../../src/plan/restore/several/several';
import { app as phone, world } from './world';

const GB = 1_000_000_000;
const room = { hostNeeded: GB, hostFree: 5 * GB, controlNeeded: GB, controlFree: 9 * GB };
const part = (name: string, needs?: string[], more: Partial<PlannedApp> = {}): PlannedApp => {
  const app: AppConfig = { ...phone, name, needs };
  return { app, plan: planRestore(world({ app }), 'fedcba9876', 60_000), room, ...more };
};
const atOnce = { all: 6, perHost: 3 };
const order = (...all: PlannedApp[]): string[] => planRestores(all, {}, atOnce).apps.map(({ app }) => app);
const coded = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });

describe('the plan of several apps', () => {
  it('has what is needed before what needs it, else the given order', () => {
    expect(order(part('a'), part('b'), part('c'))).toEqual(['a', 'b', 'c']);
    expect(order(part('web', ['api']), part('api', ['auth', 'mail']), part('auth'), part('mail'))).toEqual([
      'auth',
      'mail',
      'api',
      'web',
    ]);
  });

  it('leaves out what is needed and not restored, and names the rest', () => {
    const { apps } = planRestores([part('web', ['api', 'elsewhere']), part('api')], {}, atOnce);
    expect(apps.map(({ app, needs }) => [app, needs])).toEqual([
      ['api', []],
      ['web', ['api']],
    ]);
    expect(apps[0]).toMatchObject({
      brings: expect.arrayContaining(['database phone']),
      snapshot: 'abcdef0123456789',
    });
  });

  it('has the same hash for the same plans, and another for others', () => {
    const hash = (...all: PlannedApp[]): string => planRestores(all, {}, atOnce).hash;
    expect(hash(part('a'), part('b'))).toBe(hash(part('a'), part('b')));
    expect(hash(part('a'), part('b'))).not.toBe(hash(part('a')));
  });

  it('is refused where each has room by itself, and not all have', () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => part(name));
    expect(() => order(...all)).toThrow(
      coded('DiskFull', 'All these restores together need 6.0 GB on hornbill'),
    );
    expect(order(...all.slice(0, 5))).toHaveLength(5);
    const far = { ...part('z'), app: { ...phone, name: 'z', host: 'kea' } };
    expect(order(...all.slice(0, 5), far)).toHaveLength(6);
  });
});

describe('a request for several', () => {
  it('is taken as a person types it', () => {
    expect(checkRestoresRequest({ apps: ['a', 'b', 'a'], snapshot: 'yesterday', what: [] })).toEqual({
      apps: ['a', 'b'],
      snapshot: 'yesterday',
    });
    expect(checkRestoresRequest({ host: 'hornbill', into: 'scratch' })).toEqual({
      host: 'hornbill',
      into: 'scratch',
    });
  });

  it.each([
    [null, 'is one JSON object'],
    [['a'], 'is one JSON object'],
    [{}, 'Name either apps or a host'],
    [{ apps: ['a'], host: 'h' }, 'Name either apps or a host'],
    [{ apps: 'a' }, 'apps should be a list of names'],
    [{ apps: [] }, 'apps should be a list of names'],
    [{ apps: ['A b'] }, 'apps should be a list of names'],
    [{ apps: [7] }, 'apps should be a list of names'],
    [{ host: '-rf' }, 'host should be the name of a host'],
    [
      { app: 'a', apps: ['a'] },
      'There is no key "app" of a restore of several apps; there are apps, host, snapshot',
    ],
    [
      { apps: ['a'], paths: ['data'] },
      'There is no key "paths" of a restore of several apps; there are apps, host',
    ],
    [{ apps: ['a'], undo: 'restore-a-1' }, 'There is no key "undo"'],
    [{ apps: ['a'], into: 'staging' }, 'into another app one app is restored at a time'],
    [{ apps: ['a'], snapshot: 'abcdef01' }, "an id is of one app's snapshot"],
    [{ apps: ['a'], snapshot: 'newest' }, 'snapshot is "newest"'],
    [{ apps: ['a'], into: 'scratch', release: 'snapshot' }, 'leave into "scratch" out'],
    [{ apps: ['a'], expect: 'abc' }, 'expect is "abc"'],
  ])('%j is refused with what is wrong and an example', (input, text) => {
    expect(() => checkRestoresRequest(input)).toThrow(coded('BadRequest', text));
    expect(() => checkRestoresRequest(input)).toThrow(
      coded('BadRequest', 'For example: {"apps": ["phone", "mail"]'),
    );
  });
});
