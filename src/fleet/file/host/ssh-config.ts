import SSHConfig, { LineType, type Line, type Section } from 'ssh-config';

/** The parts of a `Host` entry of ~/.ssh/config that roost uses. */
export interface SshEntry {
  /** The alias itself where the entry names no other. */
  hostName: string;
  port: string;
  user?: string;
  identityFile?: string;
  /** Names of directives that roost does not support. */
  unsupported: string[];
}

/**
 * Looks `alias` up as ssh does: every matching `Host` block, the first value
 * counts. `Match` blocks are ignored, and the library's own lookup is not
 * used: both may run commands. Undefined when no block but `Host *` names it.
 * Throws a plain Error on a text that is not an ssh configuration.
 */
export function sshEntry(text: string, alias: string): SshEntry | undefined {
  const values = new Map<string, string>();
  const take = (line: Line) => {
    if (line.type === LineType.DIRECTIVE && !values.has(line.param.toLowerCase()))
      values.set(line.param.toLowerCase(), words(line.value)[0] ?? '');
  };
  let named = false;
  for (const line of SSHConfig.parse(text)) {
    if (line.type !== LineType.DIRECTIVE || !/^(host|match)$/i.test(line.param)) take(line);
    else if (/^host$/i.test(line.param)) {
      const patterns = words(line.value);
      if (!matches(patterns, alias)) continue;
      named ||= patterns.some((pattern) => pattern !== '*' && !pattern.startsWith('!'));
      (line as Section).config.forEach(take);
    }
  }
  if (!named) return undefined;
  const unsupported = ['ProxyJump', 'ProxyCommand'].filter(
    (name) => (values.get(name.toLowerCase()) ?? 'none') !== 'none',
  );
  return {
    hostName: (values.get('hostname') ?? alias).replaceAll('%h', alias),
    port: values.get('port') ?? '22',
    user: values.get('user'),
    identityFile: values.get('identityfile'),
    unsupported,
  };
}

const words = (value: string | { val: string }[]): string[] =>
  Array.isArray(value) ? value.map(({ val }) => val) : [value];

/** ssh's pattern lists: `*` and `?`; one `!pattern` that matches refuses all. */
function matches(patterns: string[], alias: string): boolean {
  const hits = (pattern: string) => glob(pattern).test(alias);
  return (
    patterns.some(hits) && !patterns.some((pattern) => pattern.startsWith('!') && hits(pattern.slice(1)))
  );
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.')}$`,
    'i',
  );

/** Names of `Host` entries that stand for one host each. Throws as `sshEntry`. */
export const sshAliases = (text: string): string[] =>
  SSHConfig.parse(text).flatMap((line) =>
    line.type === LineType.DIRECTIVE && /^host$/i.test(line.param)
      ? words(line.value).filter((alias) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(alias))
      : [],
  );
