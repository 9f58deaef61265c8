import { hasMoved, streamOf } from '../../../src/activities/rotation/commit';

test.each([
  ['!\trefs/a:refs/heads/main\t[rejected] (fetch first)', true],
  ['!\trefs/a:refs/heads/main\t[rejected] (non-fast-forward)', true],
  ['!\trefs/a:refs/heads/main\t[remote rejected] (cannot lock ref: is at b but expected a)', true],
  ['!\trefs/a:refs/heads/main\t[remote rejected] (failed to update ref)', true],
  ['!\trefs/a:refs/heads/main\t[remote rejected] (protected branch hook declined)', false],
  ['!\trefs/a:refs/heads/main\t[remote rejected] (pre-receive hook declined)', false],
  ['ERROR: The key you are authenticating with has been marked as read only.', false],
])('%s', (said, moved) => {
  expect(hasMoved(said)).toBe(moved);
});

test('any content and any name is a commit for git', () => {
  const content = Buffer.from('M 100644 inline x\n\0done\n');
  const text = streamOf('refs/roost/x', {
    parent: 'a'.repeat(40),
    message: 'Line\n\nfrom x\n',
    files: [
      { path: 'with blank', mode: '100755', content },
      { path: '"quoted\n\\', mode: '100644', content: Buffer.alloc(0) },
    ],
  }).toString();
  expect(text).toContain(`data 13\nLine\n\nfrom x\n\nfrom ${'a'.repeat(40)}\n`);
  expect(text).toContain(`M 100755 inline with blank\ndata ${content.length}\n${content.toString()}\n`);
  expect(text).toContain('M 100644 inline "\\"quoted\\n\\\\"\ndata 0\n\n');
});
