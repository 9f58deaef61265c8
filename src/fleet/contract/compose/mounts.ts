import { list, section, text } from '../../../lib/unchecked';
import type { ComposePort, ComposeVolume } from '../types';

/** `ports:` in both forms; entries of any other shape are ignored. */
export const portsOf = (value: unknown): ComposePort[] => list(value).flatMap((entry) => port(entry) ?? []);

/** `volumes:` of a service in both forms; entries of any other shape are ignored. */
export const volumesOf = (value: unknown): ComposeVolume[] =>
  list(value).flatMap((entry) => volume(entry) ?? []);

const notTcp = (protocol: string | undefined): string | undefined =>
  protocol === 'tcp' ? undefined : protocol;

function port(entry: unknown): ComposePort | undefined {
  if (typeof entry === 'string' || typeof entry === 'number') {
    const [text, protocol] = /^(.*?)(?:\/(tcp|udp|sctp))?$/.exec(String(entry))!.slice(1);
    const parts = split(text ?? '');
    const target = parts.pop() ?? '';
    // `:80` publishes a port that Docker chooses.
    return { target, published: parts.pop() || undefined, protocol: notTcp(protocol) };
  }
  const { target, published, protocol } = section(entry);
  if (target === undefined) return undefined;
  return {
    target: String(target),
    published: published === undefined ? undefined : String(published),
    protocol: notTcp(text(protocol)),
  };
}

function volume(entry: unknown): ComposeVolume | undefined {
  if (typeof entry === 'string') {
    const [first = '', target, mode = ''] = split(entry);
    if (target === undefined) return { type: 'volume', target: first, readOnly: false };
    // `.`, `/`, `~` begin a path, and so as a rule does a variable; a name is a volume.
    return {
      type: /^[./~$]/.test(first) ? 'bind' : 'volume',
      source: first,
      target,
      readOnly: mode.split(',').includes('ro'),
    };
  }
  const { type, source, target, read_only } = section(entry);
  if (typeof target !== 'string') return undefined;
  const kind = type === 'bind' || type === 'volume' || type === 'tmpfs' ? type : 'other';
  return {
    type: kind,
    source: text(source),
    target,
    readOnly: read_only === true,
  };
}

/** At colons, but not those of `${PORT:-80}` and `[::1]`. */
const split = (entry: string): string[] => entry.split(/:(?![^{]*\})(?![^[]*\])/);
