import { isDiskFull, isFinal, lastLine, lastLines } from '../../src/lib/output-tail';

it.each(['cp: write: No space left on device', 'rsync: write failed: Disk quota exceeded (122)'])(
  'a full disk is recognised in %s',
  (output) => expect(isDiskFull(output)).toBe(true),
);

it('a full disk is not recognised in another failure', () => {
  expect(isDiskFull('cp: cannot open a: No such file or directory')).toBe(false);
});

it('the last lines leave out what follows the output', () => {
  const output = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n');
  expect(lastLines(`${output}\n\n`, 2)).toBe('line 11\nline 12');
  expect(lastLines(output).split('\n')).toHaveLength(10);
  expect(lastLine('first\n second \n')).toBe('second');
  expect(lastLine('')).toBe('');
});

it.each([
  'Error response from daemon: manifest for registry:5000/x:1.typo not found: manifest unknown: manifest unknown',
  "Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login'",
  'Error response from daemon: Head "https://ghcr.io/v2/x/manifests/1": denied',
  'Error response from daemon: unauthorized: authentication required',
  'error parsing reference: "roost/x-:a" is not a valid repository/tag: invalid reference format',
  'invalid reference format: repository name must be lowercase',
  "fatal: detected dubious ownership in repository at '/srv/stacks/x'\nTo add an exception, call:\n",
  'error: unknown option\nusage: git diff [<options>]',
  'unknown flag: --wait',
])('an answer that stays the same is recognised in %s', (output) => expect(isFinal(output)).toBe(true));

it.each([
  'toomanyrequests: You have reached your pull rate limit. unauthorized',
  'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: i/o timeout',
  'permission denied while trying to connect to the Docker daemon socket',
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock',
  'received unexpected HTTP status: 503 Service Unavailable',
])('one that may be another the next time is not: %s', (output) => expect(isFinal(output)).toBe(false));
