export type Data = { data?: Uint8Array | null } | null | undefined;

/** roost's payloads are JSON; null for anything else. */
export function read(payload: Data): unknown {
  try {
    return JSON.parse(Buffer.from(payload?.data ?? []).toString('utf8'));
  } catch {
    return null;
  }
}
