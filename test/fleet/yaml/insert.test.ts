import { parse } from 'yaml';
import { addValue, insertEntry } from '../../../src/fleet/file/yaml/insert';

const text = `# mine
fleet: home   # the name
hosts:
    vps1: { user: deploy }     # four columns

apps:
    # notes come first
    notes:
        host: vps1
        service: web       # serves
        data: { volumes: [notes] }   # all of it
    wiki:
        host: vps1
        data:
            volumes:
                - wiki    # big
            folders: []
        # the end of wiki
    # the end of apps

# about backups
backup: { at: '03:00' }
`;

/** Every line of the former text is still there, in its order. */
function keeps(after: string | null, removed: string[] = []): void {
  const lines = (after ?? '').split('\n');
  let at = 0;
  for (const line of text.split('\n').filter((one) => !removed.includes(one))) {
    at = lines.indexOf(line, at) + 1;
    expect([line, at > 0]).toEqual([line, true]);
  }
}

test('an entry follows the last one and its comments, as deep as it, before what the next section begins with', () => {
  const after = insertEntry(text, 'apps', ['# new', 'blog:', '  host: vps1']);
  keeps(after);
  expect(after).toContain(
    '    # the end of apps\n\n    # new\n    blog:\n      host: vps1\n\n# about backups',
  );
  expect(parse(after!)).toMatchObject({ apps: { blog: { host: 'vps1' } }, backup: { at: '03:00' } });
});

test.each([
  'fleet: a\nhosts: {}\napps: {}\n',
  'fleet: a\nhosts: # none\napps:',
  'fleet: a\n',
  'fleet: a\nhosts: {}\napps: # later\n  # an idea\n',
])('a section that is empty or missing: %j', (before) => {
  expect(parse(insertEntry(before, 'apps', ['a:', '  host: b'])!)).toMatchObject({
    apps: { a: { host: 'b' } },
  });
});

test('a section on one line is left to a person', () => {
  expect(insertEntry('apps: { a: { host: b } }\n', 'apps', ['c: 1'])).toBeNull();
});

test.each<[string[], string | string[], string]>([
  [['apps', 'notes', 'data', 'volumes'], ['extra'], '        data: { volumes: [notes] }   # all of it'],
  [['apps', 'notes', 'data', 'folders'], ['up loads'], '        data: { volumes: [notes] }   # all of it'],
  [['apps', 'wiki', 'data', 'volumes'], ['extra', 'more'], ''],
  [['apps', 'wiki', 'data', 'folders'], ['a: b'], '            folders: []'],
  [['apps', 'notes', 'domain'], 'a.example', ''],
])('a value at %j', (path, value, changed) => {
  const after = addValue(text, path, value);
  keeps(after, [changed]);
  let at: unknown = parse(after!);
  for (const key of path) at = (at as Record<string, unknown>)[key];
  if (Array.isArray(value)) expect(at).toEqual(expect.arrayContaining(value));
  else expect(at).toBe(value);
  // Comments of the lines that changed, too.
  expect(after!.split('#')).toHaveLength(text.split('#').length);
});

test('a value whose section is not there either', () => {
  const after = addValue('apps:\n  a:\n    host: b # c\n', ['apps', 'a', 'data', 'volumes'], ['v']);
  expect(parse(after!)).toEqual({ apps: { a: { host: 'b', data: { volumes: ['v'] } } } });
  expect(after).toContain('host: b # c');
});

test('what is there already stays alone', () => {
  expect(addValue(text, ['apps', 'notes', 'data', 'volumes'], ['notes'])).toBe(text);
  expect(addValue(text, ['apps', 'notes', 'service'], 'other')).toBeNull();
});
