import { checkRestoreRequest } from '../../../src/plan/restore/request';

const coded = (text: string) =>
  expect.objectContaining({ code: 'BadRequest', message: expect.stringContaining(text) });

describe('a request for a restore', () => {
  it('is taken as a person types it', () => {
    const request = {
      app: 'phone',
      snapshot: 'latest',
      what: ['database', 'files'],
      paths: [],
      into: 'live',
    };
    expect(checkRestoreRequest(request)).toEqual({
      app: 'phone',
      snapshot: 'latest',
      what: ['database', 'files'],
      into: 'live',
    });
    expect(checkRestoreRequest({ app: 'phone', paths: ['data//voicemails/', 'data/voicemails'] })).toEqual({
      app: 'phone',
      paths: ['data/voicemails'],
    });
  });

  it.each([
    [undefined, 'one JSON object, not nothing'],
    [null, 'one JSON object, not null'],
    ['phone', 'one JSON object, not "phone"'],
    [['phone'], 'one JSON object, not ["phone"]'],
    [42, 'one JSON object, not 42'],
    [{}, 'app is missing'],
    [{ app: '' }, 'app is ""'],
    [{ app: 'Phone' }, 'app is "Phone"; it should be the name of an app'],
    [{ app: '../phone' }, 'app is "../phone"'],
    [{ app: 7 }, 'app is 7'],
    [{ app: ['phone'] }, 'app is ["phone"]'],
    [{ app: 'phone', snapshots: 'latest' }, 'no key "snapshots" of a restore; there are app, snapshot, what'],
    [{ app: 'phone', __proto: 1 }, 'no key "__proto"'],
    [{ app: 'phone', toString: 1 }, 'no key "toString"'],
    [{ app: 'phone', snapshot: 'last' }, 'snapshot is "last"; it should be "latest"'],
    [{ app: 'phone', snapshot: '2026-13-01' }, 'snapshot is "2026-13-01"'],
    [{ app: 'phone', snapshot: '2026-02-30' }, 'snapshot is "2026-02-30"'],
    [{ app: 'phone', snapshot: 'yesterday 25:00' }, 'snapshot is "yesterday 25:00"'],
    [{ app: 'phone', snapshot: 'abc123' }, 'snapshot is "abc123"'],
    [{ app: 'phone', snapshot: 20261118 }, 'snapshot is 20261118'],
    [{ app: 'phone', snapshot: '--latest' }, 'snapshot is "--latest"'],
    [{ app: 'phone', what: 'database' }, 'what is "database"; it should be a list'],
    [{ app: 'phone', what: [1] }, 'what is [1]'],
    [{ app: 'phone', paths: 'data' }, 'paths is "data"; it should be a list'],
    [{ app: 'phone', paths: ['/etc/passwd'] }, 'paths is ["/etc/passwd"]'],
    [{ app: 'phone', paths: ['data/../../x'] }, 'paths is ["data/../../x"]'],
    [{ app: 'phone', paths: ['.'] }, 'paths is ["."]'],
    [{ app: 'phone', paths: ['.roost/lock'] }, 'paths is [".roost/lock"]'],
    [{ app: 'phone', paths: ['a\nb'] }, 'paths is ["a\\nb"]'],
    [{ app: 'phone', into: 'LIVE' }, 'into is "LIVE"; it should be "live" or "scratch", or another app'],
    [{ app: 'phone', into: 'phone' }, 'into is "phone", the app itself: write "live"'],
    [{ app: 'phone', into: 'staging', release: 'snapshot' }, 'leave into "staging" out'],
    [{ app: 'phone', into: 'staging', what: ['config'] }, 'leave config out of what, or into "staging"'],
    [{ app: 'phone', into: true }, 'into is true'],
    [{ app: 'phone', undo: 'a b' }, 'undo is "a b"; it should be the id of the run'],
    [
      { app: 'phone', undo: 'restore-phone-1', snapshot: 'latest' },
      'undo is given only with app: leave snapshot out',
    ],
    [{ app: 'phone', expect: 'abc' }, 'expect is "abc"; it should be the hash of a plan'],
    [{ app: 'phone', reason: 'x'.repeat(501) }, 'reason is "xxx'],
  ])('%j is refused with what is wrong and an example', (input, text) => {
    expect(() => checkRestoreRequest(input)).toThrow(coded(text));
    expect(() => checkRestoreRequest(input)).toThrow(coded('For example: {"app": "phone"'));
  });

  it('tells all that is wrong at once', () => {
    expect(() => checkRestoreRequest({ into: 'X', foo: 1 })).toThrow(
      /app is missing.*\ninto is "X".*\nThere is no key "foo"/,
    );
  });
});
