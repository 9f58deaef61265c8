import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

export interface LogOptions {
  /** Default: if the stream is a terminal. */
  pretty?: boolean;
  level?: string;
}

/** One line of JSON per event; on a terminal formatted text. */
export function createLogger(options: LogOptions = {}): Logger {
  const { level = process.env.ROOST_LOG_LEVEL ?? 'info', pretty: isPretty = process.stdout.isTTY ?? false } =
    options;
  const destination: DestinationStream = isPretty
    ? pretty({
        sync: true,
        ignore: 'pid,hostname,sdkComponent,namespace,taskQueue',
        translateTime: 'SYS:HH:MM:ss',
      })
    : pino.destination({ fd: 1, sync: true });
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters, errorKey: 'error' },
    destination,
  );
}
