/** A client that asks all the while: what a deploy is to its users. */
import { Agent, request } from 'node:http';

export interface TrafficOptions {
  /** `http://127.0.0.1:PORT`: the host's proxy. */
  url: string;
  /** Host header: the app's domain. */
  domain: string;
  path?: string;
  /** ms between requests of each kind. */
  every: number;
  /** One new connection a request, or connections kept alive, or both side by side. */
  connections: ('new' | 'kept')[];
}

export interface Sample {
  /** ms since the epoch, at the start of the request. */
  at: number;
  ms: number;
  /** 0: no answer. */
  status: number;
  connection: 'new' | 'kept';
  why?: string;
}

export interface Traffic {
  readonly samples: Sample[];
  /** Ends after the requests under way. */
  stop(): Promise<Sample[]>;
}

const TIMEOUT_MS = 15_000;

export const failed = (sample: Sample): boolean => sample.status < 200 || sample.status > 299;

export function startTraffic(options: TrafficOptions): Traffic {
  const kept = new Agent({ keepAlive: true, maxSockets: 8 });
  const fresh = new Agent({ keepAlive: false });
  const samples: Sample[] = [];
  const underWay = new Set<Promise<void>>();
  const timers = options.connections.map((connection) =>
    setInterval(() => {
      const asked = ask(options, connection, connection === 'kept' ? kept : fresh).then((sample) => {
        samples.push(sample);
        underWay.delete(asked);
      });
      underWay.add(asked);
    }, options.every),
  );
  return {
    samples,
    async stop() {
      timers.forEach(clearInterval);
      await Promise.all(underWay);
      kept.destroy();
      return samples;
    },
  };
}

function ask(
  { url, domain, path = '/health' }: TrafficOptions,
  connection: Sample['connection'],
  agent: Agent,
): Promise<Sample> {
  const at = Date.now();
  const start = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, why?: string) =>
      resolve({ at, ms: performance.now() - start, status, connection, ...(why ? { why } : {}) });
    const asked = request(url + path, { agent, headers: { host: domain }, timeout: TIMEOUT_MS }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode ?? 0));
      answer.on('error', (error) => done(0, error.message));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', (error) => done(0, error.message));
    asked.end();
  });
}
