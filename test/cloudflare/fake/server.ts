/**
 * Cloudflare's API as far as roost uses it: real wire shapes, state, and
 * faults on request. Bodies are checked by schemas that the compiler compares
 * with the official package's types.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessRoutes } from './access';
import { failure, Refusal, refused } from './envelope';
import { recordRoutes } from './records';
import type { State } from './state';
import { tokenRoutes } from './tokens';
import { tunnelRoutes } from './tunnels';

interface Call {
  state: State;
  params: Record<string, string | undefined>;
  query: Record<string, string>;
  body: unknown;
  token: string;
}

export type Route = [method: string, path: string, handle: (call: Call) => object];

export interface Request {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** What happens to the next request that matches, once. */
export interface Fault {
  /** `PUT /accounts/…`: part of method and path; `write`: all but GET; absent: any. */
  on?: string;
  /** How many that match pass before. */
  after?: number;
  /**
   * `lost`: the work is done, and the connection ends without an
   * answer. `unsuccessful`: 200 without success.
   */
  what:
    | { status: number; headers?: Record<string, string>; body?: string }
    | 'lost'
    | 'unsuccessful'
    /** Somebody else's change, before the request is worked on. */
    | ((state: State) => void);
}

export class FakeCloudflare {
  readonly requests: Request[] = [];
  state: State = { zones: [], tunnels: [], policies: [], applications: [], tokens: [] };
  private readonly faults: Fault[] = [];
  /** After each write so many reads answer from before it. */
  lag = 0;
  private before: { state: State; reads: number } | null = null;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeCloudflare> {
    const routes = [...tunnelRoutes, ...recordRoutes, ...accessRoutes, ...tokenRoutes].map(
      ([method, path, handle]) => ({ method, names: path.split('/'), handle }),
    );
    let fake!: FakeCloudflare;
    const server = createServer((request, response) => void fake.serve(routes, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (fake = new FakeCloudflare(server));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/client/v4`;
  }

  /** Begins anew with that. */
  clear(state: State): void {
    this.state = state;
    this.before = null;
    this.faults.length = 0;
    this.requests.length = 0;
  }

  fault(...faults: Fault[]): void {
    this.faults.push(...faults);
  }

  /** `PUT /zones/…`, of all that changed something. */
  get writes(): string[] {
    return this.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(
    routes: { method: string; names: string[]; handle: Route[2] }[],
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(message.url!, 'http://fake');
    const path = url.pathname.replace(/^\/client\/v4/, '');
    const method = message.method!;
    const text = await read(message);
    const request: Request = {
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      headers: message.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.requests.push(request);
    const fault = this.take(`${method} ${path}`);
    if (typeof fault === 'function') fault(this.state);
    if (typeof fault === 'object') return send(response, fault.status, fault.body ?? '<html>', fault.headers);
    if (fault === 'unsuccessful')
      return send(response, 200, JSON.stringify(failure([{ code: 1, message: 'no' }])));
    try {
      const result = this.work(routes, request);
      if (fault === 'lost') return void response.destroy();
      send(response, 200, JSON.stringify(result));
    } catch (error) {
      if (!(error instanceof Refusal)) return send(response, 500, String((error as Error).stack));
      send(response, error.status, JSON.stringify(failure([{ code: error.code, message: error.message }])));
    }
  }

  private work(routes: { method: string; names: string[]; handle: Route[2] }[], request: Request): object {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!this.state.tokens.some(({ value, status }) => value === token && status === 'active'))
      throw refused(403, 9109, 'Invalid access token');
    const names = request.path.split('/');
    const route = routes.find(
      (one) =>
        one.method === request.method &&
        one.names.length === names.length &&
        one.names.every((name, i) => name.startsWith(':') || name === names[i]),
    );
    if (!route) throw refused(404, 7003, `Could not route to ${request.path}`);
    const params = Object.fromEntries(
      route.names.flatMap((name, i) =>
        name.startsWith(':') ? [[name.slice(1), decodeURIComponent(names[i]!)]] : [],
      ),
    );
    const { query, body } = request;
    const isRead = request.method === 'GET';
    const before = isRead ? this.stale() : structuredClone(this.state);
    const result = route.handle({
      state: before && isRead ? before : this.state,
      params,
      query,
      body,
      token,
    });
    if (!isRead && this.lag > 0) this.before = { state: before!, reads: this.lag };
    return result;
  }

  private stale(): State | null {
    if (!this.before || this.before.reads === 0) return null;
    this.before.reads -= 1;
    return this.before.state;
  }

  /** Faults that have not happened. */
  get waiting(): number {
    return this.faults.length;
  }

  private take(line: string): Fault['what'] | undefined {
    const isMeant = ({ on }: Fault): boolean =>
      on === undefined || (on === 'write' ? !line.startsWith('GET') : line.includes(on));
    const fault = this.faults.find(isMeant);
    if (!fault) return undefined;
    fault.after = (fault.after ?? 0) - 1;
    if (fault.after >= 0) return undefined;
    this.faults.splice(this.faults.indexOf(fault), 1);
    return fault.what;
  }
}

async function read(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const type = body.startsWith('{') ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}
