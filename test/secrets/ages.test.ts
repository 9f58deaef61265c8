import { agesOf, type Version } from '../../src/secrets/ages';
import { readEncrypted } from '../../src/secrets/encrypted';

/**
 * As sops writes dotenv: `key` is the block of the data key, which is
 * the same until the file is encrypted anew.
 */
function version(day: number, key: string, values: Record<string, string>): Version {
  const lines = Object.entries(values).map(
    ([name, data]) => `${name}=ENC[AES256_GCM,data:${data},iv:i,tag:t,type:str]`,
  );
  const block = `-----BEGIN AGE ENCRYPTED FILE-----\\n${key}\\n-----END AGE ENCRYPTED FILE-----\\n`;
  const text = [
    ...lines,
    `sops_age__list_0__map_enc=${block}`,
    'sops_age__list_0__map_recipient=age1a',
    'sops_mac=x',
  ].join('\n');
  const content = readEncrypted(Buffer.from(text), 'dotenv');
  return { at: `2026-01-0${day}T00:00:00.000Z`, commit: String(day).repeat(40), content };
}
const days = (versions: Version[], complete = true) =>
  Object.fromEntries(
    [...agesOf(versions, complete)].map(([name, { changed, encryptedAnew, orOlder }]) => [
      name,
      [changed.slice(9, 10), encryptedAnew?.slice(9, 10) ?? null, orOlder],
    ]),
  );

test('a value is as old as its ciphertext', () => {
  expect(
    days([
      version(5, 'k', { A: 'x2', B: 'y1' }),
      version(3, 'k', { A: 'x1', B: 'y1' }),
      version(1, 'k', { B: 'y1' }),
    ]),
  ).toEqual({ A: ['5', null, false], B: ['1', null, false] });
});

test('another data key changes every ciphertext: only another length is certainly another value', () => {
  expect(days([version(5, 'k2', { A: 'x2', B: 'longer' }), version(3, 'k', { A: 'x1', B: 'y1' })])).toEqual({
    A: ['3', '5', false],
    B: ['5', null, false],
  });
});

test('other recipients change no ciphertext, and no age', () => {
  expect(days([version(5, 'k2', { A: 'x1' }), version(3, 'k', { A: 'x1' })])).toEqual({
    A: ['3', null, false],
  });
});

test('a file of one value that is set keeps its data key', () => {
  expect(days([version(5, 'k', { A: 'x2' }), version(3, 'k', { A: 'x1' })])).toEqual({
    A: ['5', null, false],
  });
});

test('a file that was away for a while begins anew, and a cut history says so', () => {
  const away: Version = { at: '2026-01-04T00:00:00.000Z', commit: null, content: null };
  expect(days([version(5, 'k', { A: 'x1' }), away, version(3, 'k', { A: 'x1' })])).toEqual({
    A: ['5', null, false],
  });
  expect(days([version(5, 'k', { A: 'x1' }), version(3, 'k', { A: 'x1' })], false)).toEqual({
    A: ['3', null, true],
  });
});
