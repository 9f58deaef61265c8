/**
 * Finds requests that a foreign web page can have made a browser send: with a name that points to this
 * machine (DNS rebinding), or across sites. Other clients send neither `Origin` nor `Sec-Fetch-Site`.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

export class OwnNames {
  readonly #hosts: string[];

  /** `urls` of this server in a browser, such as `https://temporal.example`. */
  constructor(urls: (string | undefined)[]) {
    this.#hosts = urls.filter((url) => url !== undefined).map((url) => new URL(url).host);
  }

  /** Rebinding needs a name in the DNS, so addresses and `localhost` are safe. */
  isOwn({ host }: IncomingHttpHeaders): boolean {
    const url = parse(`http://${host}`);
    if (host === undefined || !url) return false;
    const { hostname } = url;
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return true;
    return (
      hostname === 'localhost' || this.#hosts.some((own) => new URL(`http://${own}`).hostname === hostname)
    );
  }

  /** Whether a page of this server, or no page at all, has sent the request. */
  isSameOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
    if (origin === undefined) return true;
    const from = parse(origin);
    // `null` is the origin of a page that hides its own.
    if (!from) return false;
    return from.host === parse(`${from.protocol}//${host}`)?.host || this.#hosts.includes(from.host);
  }
}

const parse = (url: string): URL | null => (URL.canParse(url) ? new URL(url) : null);
