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

/** The SDK's runtime exists once per process and must have its logger before any connection is made. */
export function installRuntime(log: Logger, metricsAddress?: string): void {
  if (isInstalled) return;
  isInstalled = true;
  Runtime.install({
    logger: new DefaultLogger('INFO', forwardTo(log)),
    // The worker has its own handlers: it also waits for a server that is not there yet.
    shutdownSignals: [],
    telemetryOptions: {
      // Without `forward` the native part would write to the console, past our logger.
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
      ...(metricsAddress && { metrics: { prometheus: { bindAddress: metricsAddress } } }),
    },
  });
}

function forwardTo(log: Logger): (entry: LogEntry) => void {
  const throttle = createThrottle();
  return ({ level, message, meta = {} }) => {
    if (meta.sdkComponent !== 'core') return log[methods[level]](meta, message);
    const held = throttle(String(meta.target ?? message));
    if (held !== undefined) log[methods[level]]({ ...meta, ...(held > 0 && { held }) }, message);
  };
}
