import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { writeJson } from '../../src/lib/files/json-file';
import { stateFiles } from '../../src/lib/files/state';
import { connectClient } from '../../src/temporal/connect';
import { resolveConnection } from '../../src/temporal/resolve';
import { dropEnv, freshEnv } from '../services/support/state';

let env: NodeJS.ProcessEnv;
beforeEach(() => {
  env = freshEnv();
});
afterEach(() => dropEnv(env));

describe('resolveConnection', () => {
  const embedded = { address: '127.0.0.1:7333', ui: 'http://127.0.0.1:8333', namespace: 'default' };

  it('falls back to the default of Temporal', () => {
    expect(resolveConnection(env)).toMatchObject({
      source: 'default',
      address: '127.0.0.1:7233',
      namespace: 'default',
    });
  });

  it('finds the embedded server', () => {
    mkdirSync(stateFiles(env).folder, { recursive: true });
    writeJson(stateFiles(env).temporal, embedded);
    expect(resolveConnection(env)).toMatchObject({ source: 'embedded', ...embedded });
    expect(resolveConnection({ ...env, TEMPORAL_NAMESPACE: 'other' })).toMatchObject({
      source: 'embedded',
      namespace: 'other',
    });
  });

  it('obeys the environment first', () => {
    const told = {
      ...env,
      TEMPORAL_ADDRESS: 'temporal.lan:7233',
      TEMPORAL_NAMESPACE: 'prod',
      TEMPORAL_API_KEY: 'k',
      ROOST_UI_URL: 'https://ui.lan',
    };
    expect(resolveConnection(told)).toMatchObject({
      source: 'environment',
      address: 'temporal.lan:7233',
      namespace: 'prod',
      ui: 'https://ui.lan',
      options: { tls: true, apiKey: 'k' },
    });
  });

  it('reads profiles, and names one that is missing', () => {
    const file = join(env.XDG_STATE_HOME as string, 'temporal.toml');
    writeFileSync(file, '[profile.lan]\naddress = "10.0.0.5:7233"\nnamespace = "fleet"\n');
    const told = { ...env, TEMPORAL_CONFIG_FILE: file };
    expect(resolveConnection({ ...told, TEMPORAL_PROFILE: 'lan' })).toMatchObject({
      address: '10.0.0.5:7233',
      namespace: 'fleet',
    });
    expect(() => resolveConnection({ ...told, TEMPORAL_PROFILE: 'wan' })).toThrow(
      expect.objectContaining({ code: 'BadRequest' }),
    );
  });
});

describe('connectClient', () => {
  it('says at once that a port is closed', async () => {
    const started = Date.now();
    await expect(connectClient({ env: { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' } })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: 'Temporal does not answer at 127.0.0.1:1 (connection refused)',
    });
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it('waits three seconds for a port that says nothing', async () => {
    const mute: Server = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const started = Date.now();
    await expect(connectClient({ env: { ...env, TEMPORAL_ADDRESS: address } })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
    });
    expect(Date.now() - started).toBeLessThan(3_500);
    mute.close();
  });
});
