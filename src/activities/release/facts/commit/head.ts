/**
 * The head that was dealt with last, kept on the host in `.roost/head`: the
 * comparison must distinguish a head that was never deployed from one that failed.
 */
import { printIfThere } from '../../../../host/files';
import { shellScript } from '../../../../lib/shell-script';
import type { Site } from '../../../app/site';

const writeHead = shellScript(__dirname, 'write-head');

export interface Dealt {
  commit: string;
  workflowId: string;
}

export async function readDealt(site: Site): Promise<Dealt | null> {
  const { stdout } = await site.host.exec(printIfThere(site.paths.head));
  return parseDealt(stdout);
}

export function parseDealt(text: string): Dealt | null {
  const [, commit, workflowId] = /^([0-9a-f]{40,64}) (\S+)$/m.exec(text) ?? [];
  return commit && workflowId ? { commit, workflowId } : null;
}

/**
 * Under the app's lock. The same head again changes nothing: a first attempt
 * must not be hidden from its own retry.
 */
export async function writeDealt(site: Site, dealt: Dealt): Promise<void> {
  await site.host.exec(writeHead(site.paths.head, dealt.commit, dealt.workflowId));
}
