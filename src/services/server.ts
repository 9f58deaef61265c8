/** How Temporal's own server is started and made ready: by `roost up` and by the installed unit alike. */
import type { TemporalState } from '../lib/state';

export interface Ports {
  port: number;
  uiPort: number;
}

export const defaultPort = 7233;
export const namespace = 'default';

/** Arguments for Temporal's CLI. */
export function serverArgs(database: string, { port, uiPort }: Ports): string[] {
  return [
    ...['server', 'start-dev', '--db-filename', database, '--ip', '127.0.0.1', '--namespace', namespace],
    ...['--port', String(port), '--ui-port', String(uiPort), '--log-level', 'warn'],
    // The write-ahead log is faster; FULL keeps each commit safe from a power cut too.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'],
    // The worker gets its next activity in the answer to its workflow task: two commits fewer a step.
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
  ];
}

export const stateOf = ({ port, uiPort }: Ports): TemporalState => ({
  address: `127.0.0.1:${port}`,
  ui: `http://127.0.0.1:${uiPort}`,
  namespace,
});
