import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { RoostError } from '../errors';
import { readTemporalState } from '../lib/files/state';

/** How to reach Temporal, from the client as from the worker. */
export interface ResolvedConnection {
  /** `address` is always set. */
  options: NativeConnectionOptions & { address: string };
  address: string;
  namespace: string;
  /** Address of the UI, if known. */
  ui?: string;
  /** Where it comes from: the environment or a profile, the state folder, or the default. */
  source: 'environment' | 'embedded' | 'default';
}

export const defaultAddress = '127.0.0.1:7233';
const defaultUi = 'http://127.0.0.1:8233';

export function resolveConnection(env: NodeJS.ProcessEnv = process.env): ResolvedConnection {
  const { connectionOptions, namespace } = readProfile(env);
  if (connectionOptions.address) {
    const { address } = connectionOptions;
    const ui = env.ROOST_UI_URL ?? knownUi(address, env);
    const options = { ...connectionOptions, address };
    return { options, address, namespace: namespace ?? 'default', ui, source: 'environment' };
  }
  const state = readTemporalState(env);
  const address = state?.address ?? defaultAddress;
  return {
    options: { address },
    address,
    namespace: namespace ?? state?.namespace ?? 'default',
    ui: env.ROOST_UI_URL ?? state?.ui ?? defaultUi,
    source: state ? 'embedded' : 'default',
  };
}

function readProfile(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env as Record<string, string> });
  } catch (error) {
    throw new RoostError(
      'BadRequest',
      `The Temporal profile cannot be used: ${(error as Error).message}`,
      {},
      { cause: error },
    );
  }
}

function knownUi(address: string, env: NodeJS.ProcessEnv): string | undefined {
  const state = readTemporalState(env);
  if (state?.address === address) return state.ui;
  return /\.(tmprl\.cloud|temporal\.io):/.test(address) ? 'https://cloud.temporal.io' : undefined;
}
