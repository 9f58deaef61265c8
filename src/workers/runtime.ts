import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type LogEntry,
  type LogLevel,
} from '@temporalio/worker';
import type { Logger } from '../lib/log';
import { createThrottle } from './throttle';

type Method = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const methods: Record<LogLevel, Method> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

let isInstalled = false;

/** The SDK has one runtime for each process. It must have its logger before the first connection. */
export function installRuntime(log: Logger, metricsAddress?: string): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('INFO', forwardTo(log)),
    // The worker has its own signal handlers, which also work while it waits for a server.
    shutdownSignals: [],
    telemetryOptions: {
      // Without `forward` the native part would write to the console instead of the logger.
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
      metrics: metricsAddress ? { prometheus: { bindAddress: metricsAddress } } : undefined,
    },
  });
}

function forwardTo(log: Logger): (entry: LogEntry) => void {
  const throttle = createThrottle();
  return ({ level, message, meta = {} }) => {
    if (meta.sdkComponent !== 'core') return log[methods[level]](meta, message);
    const held = throttle(String(meta.target ?? message));
    if (held !== undefined) log[methods[level]]({ ...meta, held: held || undefined }, message);
  };
}
