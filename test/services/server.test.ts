import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fixedPorts, serverArgs } from '../../src/services/server';

test('the embedded server and the one of Compose have the same settings', () => {
  const args = serverArgs('temporal.db', { port: 7233, uiPort: 8233, ...fixedPorts(7233) });
  const settings = args.filter((_, i) => args[i - 1] === '--dynamic-config-value');
  const file = join(__dirname, '..', '..', 'deploy', 'temporal', 'dynamic-config.yaml');
  const config = parse(readFileSync(file, 'utf8')) as Record<string, [{ value: unknown }]>;
  expect(settings).toHaveLength(2);
  for (const [key, value] of settings.map((text) => text.split('=') as [string, string]))
    expect(config[key]).toEqual([{ value: JSON.parse(value) as unknown }]);
});
