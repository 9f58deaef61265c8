import { parse } from 'yaml';
import { withoutRecipients, withRecipient } from '../../../src/secrets/age/sops-config';

const [old, other, next] = ['a', 'b', 'c'].map((letter) => `age1${letter.repeat(58)}`) as [
  string,
  string,
  string,
];
const through = (text: string): [between: string, after: string] => {
  const between = withRecipient(text, [old], next);
  return [between, withoutRecipients(between, [old], next)];
};

test.each([
  ['one key', `age: ${old}`, `age: ${old},${next}`, `age: ${next}`],
  ['with commas', `age: '${old}, ${other}'`, `age: '${old},${next}, ${other}'`, `age: '${next}, ${other}'`],
  [
    'a list',
    `age:\n  - ${other}\n  - ${old}`,
    `age:\n  - ${other}\n  - ${old},${next}`,
    `age:\n  - ${other}\n  - ${next}`,
  ],
  ['in brackets', `age: [${old}, ${other}]`, `age: [${old},${next}, ${other}]`, `age: [${next}, ${other}]`],
  [
    'folded',
    `age: >-\n  ${old},\n  ${other}\n`,
    `age: >-\n  ${old},${next},\n  ${other}\n`,
    `age: >-\n  ${next},\n  ${other}\n`,
  ],
  [
    'an anchor',
    `keys: [&a ${old}]\nage: *a`,
    `keys: [&a ${old},${next}]\nage: *a`,
    `keys: [&a ${next}]\nage: *a`,
  ],
  ['line ends of Windows', `age: ${old}\r\n`, `age: ${old},${next}\r\n`, `age: ${next}\r\n`],
  [
    'a comment',
    `# ${old}\nage: ${old} # ${old}`,
    `# ${old}\nage: ${old},${next} # ${old}`,
    `# ${old}\nage: ${next} # ${old}`,
  ],
  ['two comment signs', `## ${old}`, `## ${old}`, `## ${old}`],
  [
    'a sign in a pattern',
    `path_regex: a#b\nage: ${old}`,
    `path_regex: a#b\nage: ${old},${next}`,
    `path_regex: a#b\nage: ${next}`,
  ],
])('%s', (_name, text, between, after) => {
  expect(through(text)).toEqual([between, after]);
  parse(between);
  // A phase that is done again changes nothing.
  expect(withRecipient(between, [old], next)).toBe(between);
  expect(withoutRecipients(after, [old], next)).toBe(after);
});

test('several former keys become one new one', () => {
  const between = withRecipient(`age: ${old},${other}`, [old, other], next);
  expect(withoutRecipients(between, [old, other], next)).toBe(`age: ${next}`);
});
