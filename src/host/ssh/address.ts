export interface Address {
  host: string;
  port: number;
}

/** Reads `host`, `host:port`, `[v6]:port` and a bare IPv6 address. */
export function parseAddress(text: string): Address {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: Number(bracketed[2] ?? 22) };
  const named = /^([^:]+):(\d+)$/.exec(text);
  return named ? { host: named[1]!, port: Number(named[2]) } : { host: text, port: 22 };
}
