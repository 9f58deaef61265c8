import { pathPlaces } from '../../../src/plan/restore/names';
import { placed } from '../../../src/plan/restore/places';
import type { FoundPlace } from '../../../src/plan/restore/world';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { app, select, world } from './world';

const item = select({ paths: ['data/voicemails/deep'] }).items[0]!;
const mounted = (source: string) => {
  const [container, ...more] = world().containers;
  const mounts = [{ type: 'bind', source }];
  return { containers: [{ ...container!, name: 'app-1', mounts }, ...more] };
};
const place = (found: Partial<FoundPlace>, change = {}, one: RestoreItem = item) =>
  placed([one], { 'data/voicemails/deep': { links: [], inside: [], ...found } }, world(change))[0];
const unfit = (text: string) =>
  expect.objectContaining({ code: 'PlaceUnfit', message: expect.stringContaining(text) });
const { directory } = app;

it("is roost's own folder only where a container may write beside the live one", () => {
  expect(place({})).toMatchObject({ place: {} });
  expect(place({}, mounted(`${directory}/data/voicemails/deep`))).toMatchObject({ place: {} });
  for (const source of [`${directory}/data`, `${directory}/data/voicemails`])
    expect(place({}, mounted(source))).toMatchObject({ place: { own: true } });
  // Who has all of the app has roost's own folder too.
  expect(place({}, mounted(directory))).toMatchObject({ place: {} });
  expect(place({}, mounted('/srv'))).toMatchObject({ place: {} });
});

it('is behind a link only where no container can have made it', () => {
  const links = [{ path: 'data', to: '/mnt/big' }];
  expect(place({ links })).toMatchObject({ place: { link: links[0] } });
  const found = placed([item], { 'data/voicemails/deep': { links, inside: [] } }, world())[0];
  expect(pathPlaces(directory, '/restores', found as never, '0123456789')).toEqual({
    base: '/mnt/big',
    live: '/mnt/big/voicemails/deep',
    new: '/mnt/big/voicemails/.deep.roost-new-0123456789',
    kept: '/mnt/big/voicemails/.deep.roost-kept-0123456789',
  });
  const planted = { links: [{ path: 'data/voicemails', to: '/etc' }] };
  expect(() => place(planted, mounted(`${directory}/data`))).toThrow(unfit('container app-1 can make such'));
});

it.each<[string, Partial<FoundPlace>, string, string]>([
  ['a link itself', { links: [{ path: 'data/voicemails/deep', to: '/x' }] }, '/x', 'is a link: its place'],
  ['a mount point', { mount: true }, '/x', 'is a mount point'],
  ['a folder with a mount point in it', { inside: ['big'] }, '/x', 'mount points in it'],
  ['below a mount, on another disk', { apart: true }, `${directory}/data`, 'is on another disk'],
])('is refused for %s', (_what, found, source, text) => {
  expect(() => place(found, mounted(source))).toThrow(unfit(text));
});

it('of what was planned without a look is beside it, by the path as it is', () => {
  expect(pathPlaces('/app', '/app/.roost/restores', { path: 'data' }, '0123456789')).toMatchObject({
    base: '',
    live: '/app/data',
    kept: '/app/.data.roost-kept-0123456789',
  });
});
