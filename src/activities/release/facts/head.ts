/**
 * The head that was dealt with last, kept on the host in `.roost/head`: the
 * comparison must tell a head that nobody has deployed from one that failed.
 */
import type { Site } from '../../app/site';

export interface Dealt {
  commit: string;
  workflowId: string;
}

const READ = 'cat "$1" 2>/dev/null || :';
/** Whoever deals with the same head again changes nothing: a first attempt must not be hidden from its own retry. */
const WRITE = 'umask 077; printf "%s %s\\n" "$2" "$3" >"$1.new" && mv -f "$1.new" "$1"';

export async function readDealt(site: Site): Promise<Dealt | null> {
  const { stdout } = await site.host.exec(['sh', '-c', READ, 'head', site.paths.head]);
  return parseDealt(stdout);
}

export function parseDealt(text: string): Dealt | null {
  const [, commit, workflowId] = /^([0-9a-f]{40,64}) (\S+)$/m.exec(text) ?? [];
  return commit && workflowId ? { commit, workflowId } : null;
}

/** Under the app's lock. */
export async function writeDealt(site: Site, dealt: Dealt): Promise<void> {
  await site.host.exec(['sh', '-c', WRITE, 'head', site.paths.head, dealt.commit, dealt.workflowId]);
}
