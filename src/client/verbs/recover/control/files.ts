/** What the former control host had, from its last snapshot into the state and backup folders of this one. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { auditFile, mergeAudit } from '../../../../audit';
import { backupPaths, controlFiles } from '../../../../backup';
import type { Fleet } from '../../../../fleet/file';
import type { ControlFound } from '../../../../inspect/control/facts';
import { makePrivateFolder } from '../../../../lib/files/private-folder';
import { makeStateFolder, stateFiles } from '../../../../lib/files/state';

/**
 * What is here already stays, lines of the audit included; each file
 * comes whole or not at all. Returns what came.
 */
export async function bringFiles(
  env: NodeJS.ProcessEnv,
  { backup }: Pick<Fleet, 'backup'>,
  from: ControlFound['from'],
): Promise<string[]> {
  if (!from || !backup) return [];
  const state = stateFiles(env);
  makeStateFolder(state);
  const { control, status } = backupPaths(backup.folder);
  await mkdir(backup.folder, { recursive: true });
  await makePrivateFolder(control);
  const { restic, snapshot } = from;
  const came: string[] = [];
  const bring = async (name: string, target: string): Promise<void> => {
    if (!snapshot.files.includes(name) || existsSync(target)) return;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const part = `${target}.roost-part`;
    await restic.dump(snapshot.id, posix.join(snapshot.root, name), part);
    // Monitors read it.
    if (target === status) await chmod(part, 0o644);
    await rename(part, target);
    came.push(name);
  };
  await bringAudit();
  await bring(controlFiles.alerts, state.alerts);
  await bring(controlFiles.status, status);
  await bring(controlFiles.temporal, state.formerDatabase);
  // The next night keeps them for hosts that are away.
  for (const name of snapshot.files.filter((file) => /^releases\/[\w.-]+\/[\w.-]+\.tar$/.test(file)))
    await bring(name, join(control, name));
  return came;

  async function bringAudit(): Promise<void> {
    if (!snapshot.files.includes(controlFiles.audit)) return;
    const folder = await mkdtemp(join(state.folder, 'former-'));
    try {
      const file = join(folder, controlFiles.audit);
      await restic.dump(snapshot.id, posix.join(snapshot.root, controlFiles.audit), file);
      came.push(`${controlFiles.audit} (${mergeAudit(file, auditFile(env))} lines)`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
