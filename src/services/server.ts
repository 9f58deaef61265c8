/** How Temporal's own server is started and made ready: by `roost up` and by the installed unit alike. */
import type { TemporalState } from '../lib/files/state';

/** Ports of all listeners of the server that can be set; all listen on the loopback. */
export interface Ports {
  /** gRPC: commands and workers. */
  port: number;
  uiPort: number;
  /** The HTTP API, which refuses every call. */
  httpPort: number;
  metricsPort: number;
}

export const defaultPort = 7233;
export const namespace = 'default';

/** The ports that follow from the gRPC port, so that a firewall rule can name them. */
export const fixedPorts = (port: number): Pick<Ports, 'httpPort' | 'metricsPort'> => ({
  httpPort: port + 10,
  metricsPort: port + 20,
});

/**
 * The server cannot be started without its HTTP API, which asks for no login and answers any web page. The
 * API compares the header `Host` with this pattern. No valid header has a space, so the API refuses every
 * call.
 */
const closedHttpApi = 'frontend.httpAllowedHosts=["no host"]';

/** Arguments for Temporal's CLI. */
export function serverArgs(database: string, { port, uiPort, httpPort, metricsPort }: Ports): string[] {
  return [
    ...['server', 'start-dev', '--db-filename', database, '--ip', '127.0.0.1', '--namespace', namespace],
    ...['--port', String(port), '--ui-port', String(uiPort)],
    ...['--http-port', String(httpPort), '--metrics-port', String(metricsPort), '--log-level', 'warn'],
    // A write-ahead log is faster; with FULL each commit survives a power cut too.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=FULL'],
    // The worker gets its next activity in the answer to its workflow task. That saves two commits a step.
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...['--dynamic-config-value', closedHttpApi],
  ];
}

export const stateOf = ({ port, uiPort, httpPort, metricsPort }: Ports): TemporalState => ({
  address: `127.0.0.1:${port}`,
  ui: `http://127.0.0.1:${uiPort}`,
  http: `127.0.0.1:${httpPort}`,
  metrics: `http://127.0.0.1:${metricsPort}/metrics`,
  namespace,
});
