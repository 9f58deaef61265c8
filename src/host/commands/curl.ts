/** How curl asks a proxy on the host for an app. Pure. */

export interface ForHost {
  url: string;
  options: string[];
  /** Over TLS: `NAME:PORT:ADDRESS:PORT`, as `--connect-to` takes it. */
  connect?: string;
}

/**
 * By the Host header; over TLS by the name itself, since the proxy chooses by it. The certificate
 * is not inspected: it is the host's own port, and what stands before it may be all that trusts it.
 */
export function forHost(url: string, host: string): ForHost {
  if (!url.startsWith('https:')) return { url, options: ['-H', `Host: ${host}`] };
  const at = new URL(url);
  const port = at.port || '443';
  const connect = `${host}:${port}:${at.hostname}:${port}`;
  at.hostname = host;
  return { url: at.href, options: ['--insecure', '--connect-to', connect], connect };
}
