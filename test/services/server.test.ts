import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { serverArgs } from '../../src/services/server';

test('the embedded server and the one of Compose have the same setting', () => {
  const args = serverArgs('temporal.db', { port: 7233, uiPort: 8233 });
  expect(args[args.indexOf('--dynamic-config-value') + 1]).toBe('system.enableActivityEagerExecution=true');
  const file = join(__dirname, '..', '..', 'deploy', 'temporal', 'dynamic-config.yaml');
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
    'system.enableActivityEagerExecution': [{ value: true }],
  });
});
