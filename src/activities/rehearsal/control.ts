/**
 * The state of the control host is opened in scratch, and the recovery planned by it. Nothing is taken over.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { readAudit } from '../../audit';
import { amountOf, backupPaths, controlFiles, seeStatus } from '../../backup';
import { RoostError } from '../../errors';
import { backupOf } from '../../fleet/file';
import { readJson } from '../../lib/files/json-file';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { bytes, plural, span } from '../../lib/units';
import { rehearsedPlan, rehearsedText } from '../../plan/rehearsal/control';
import type { RehearsalStepArgs } from '../../protocol/steps/rehearsal';
import { reportProgress } from '../activity';
import { integrityOf } from '../backup/night/copy-database';
import { scratchIn, scratchOf, type RehearsalSite } from './site';

/** Only the holder of the fleet's lock rehearses: of other operations is only what an ended run has left. */
export async function openControl(
  site: RehearsalSite,
  { snapshot, root, bytes: size, copies }: RehearsalStepArgs['openControl'],
): Promise<string> {
  const folder = scratchOf(site);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(scratchIn(site)))
    if (name !== site.context.operation) await rm(join(scratchIn(site), name), { recursive: true });
  const { restic } = await site.deps.controlRehearsal(copies, site.signal);
  await restic.restore({
    snapshot,
    folder: posix.dirname(root),
    name: posix.basename(root),
    target: folder,
    onProgress: (progress) => reportProgress({ what: 'restored', ...progress }),
  });
  const found = await amountOf(stateIn(site));
  if (found.bytes < size)
    throw new RoostError(
      'CopyDamaged',
      `Of the state of the control host ${found.bytes} bytes were restored; the snapshot has ${size}.`,
      { snapshot },
    );
  return `${plural(found.files, 'file')}, ${bytes(found.bytes)}`;
}

/** Errors: `NotInSnapshot` without audit or states, `CopyDamaged`, `BackupStatusUnusable`. */
export async function readControl(
  site: RehearsalSite,
  { snapshot }: RehearsalStepArgs['readControl'],
): Promise<string> {
  const at = (name: string): string => join(stateIn(site), name);
  for (const name of [controlFiles.audit, controlFiles.status, controlFiles.fleet])
    if (snapshot.missing.includes(name))
      throw new RoostError('NotInSnapshot', `The snapshot of the control host has no ${name}.`, { name });
  for (const name of [controlFiles.audit, controlFiles.temporal].filter(
    (one) => !snapshot.missing.includes(one),
  )) {
    const says = await integrityOf(at(name));
    if (says !== 'ok') throw new RoostError('CopyDamaged', `${name} of the snapshot: ${says}`, { name });
  }
  const audit = readAudit(at(controlFiles.audit));
  const { apps } = await seeStatus(at(controlFiles.status));
  if (!snapshot.missing.includes(controlFiles.alerts) && readJson(at(controlFiles.alerts)) === undefined)
    throw new RoostError('CopyDamaged', `${controlFiles.alerts} of the snapshot cannot be read.`);
  try {
    const lines = audit.list({});
    return [
      `${span((Date.now() - Date.parse(snapshot.time)) / 1000)} old`,
      `audit: ${plural(lines.length, 'line')}${lines.length > 0 ? `, the last of ${lines.at(-1)!.at}` : ''}`,
      `states of ${plural(Object.keys(apps).length, 'app')}`,
      `release records of ${plural(await recordsIn(site, at(controlFiles.releases)), 'app')}`,
      ...onlyIf(!snapshot.missing.includes(controlFiles.temporal), 'the former Temporal opens'),
    ].join('; ');
  } finally {
    audit.close();
  }
}

/** Each archive is listed: one that is cut short fails. */
async function recordsIn(site: RehearsalSite, folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const archives = names.filter((name) => name.endsWith('.tar'));
  for (const name of archives)
    await site.read(['tar', '-tf', join(folder, name)]).catch((cause: unknown) => {
      throw new RoostError(
        'CopyDamaged',
        `${controlFiles.releases}/${name} of the snapshot cannot be read.`,
        { name },
        { cause },
      );
    });
  return archives.length;
}

/** Errors: `HostUnreachable`: its state would be unknown. */
export async function rehearseControl(
  { deps, signal }: RehearsalSite,
  { snapshot, copies }: RehearsalStepArgs['rehearseControl'],
): Promise<string> {
  const rehearsal = await deps.controlRehearsal(copies, signal);
  const plan = rehearsedPlan(await deps.lastFleet(), { snapshot, copies, hosts: await rehearsal.hosts() });
  const [silent] = plan.silent;
  if (silent)
    throw new RoostError(
      'HostUnreachable',
      sentences(
        'The recovery cannot be planned:',
        `${plan.silent.map(({ host }) => host).join(', ')} does not answer (${silent.message})`,
      ),
      { host: silent.host },
    );
  return rehearsedText(plan);
}

export async function closeControl(site: RehearsalSite): Promise<string> {
  await rm(scratchOf(site), { recursive: true, force: true });
  return 'removed';
}

const stateIn = (site: RehearsalSite): string =>
  join(scratchOf(site), basename(backupPaths(backupOf(site.fleet).folder).control));
