import * as docker from '../../../src/host/commands/docker';

test.each([
  [docker.start('a'), 'docker start a'],
  [docker.stop(['a', 'b']), 'docker stop a b'],
  [docker.stop(['a'], 3), 'docker stop --time 3 a'],
  [docker.remove('a'), 'docker rm --force --volumes a'],
  [docker.waitFor('a', 20), 'timeout 20 docker wait a'],
  [docker.logs('a', 50), 'docker logs --tail 50 a'],
  [docker.rename('a', 'b'), 'docker rename a b'],
  [docker.execIn('a', ['ls', '-l']), 'docker exec a ls -l'],
  [docker.execIn('a', ['cat'], { interactive: true }), 'docker exec --interactive a cat'],
  [docker.tag('sha256:1', 'app:x'), 'docker tag sha256:1 app:x'],
])('%#', (argv, line) => {
  expect(argv.join(' ')).toBe(line);
});
