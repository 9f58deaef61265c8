import type { TargetInput } from './schema';
import type { NotifyEvent, NotifyTarget } from './types';

const usual: NotifyEvent[] = ['failure', 'recovery', 'waiting', 'alert'];

/** A target with its defaults; for input that passed every check, hence has exactly one kind. */
export function resolveTarget(
  name: string,
  { slack, googleChat, ntfy, email, json, events = usual, output = !ntfy }: TargetInput,
): NotifyTarget {
  const common = { name, events, output };
  if (slack) return { ...common, kind: 'slack', ...slack };
  if (googleChat) return { ...common, kind: 'googleChat', ...googleChat };
  if (ntfy) return { ...common, kind: 'ntfy', ...ntfy };
  if (json) return { ...common, kind: 'json', ...json };
  const { server, security = 'starttls', ...rest } = email!;
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(server)!;
  return {
    ...common,
    kind: 'email',
    ...rest,
    security,
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (security === 'tls' ? 465 : 587)),
  };
}
