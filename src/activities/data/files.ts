/**
 * Data that are files, kept before a migration and put back: the
 * shared part of folder, volume and SQLite.
 */
import { RoostError } from '../../errors';
import { digestOf } from '../../lib/digest';
import { isDiskFull, lastLine, lastLines } from '../../lib/output-tail';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import { fencedJob } from '../app/job';
import type { StepSite } from '../app/site';
import { runCopy } from './run-copy';

const keep = shellScript(__dirname, 'keep-files');
const putBack = shellScript(__dirname, 'put-back-files');

export interface Files {
  /** An absolute folder, or `volume:NAME`, with `=` before Docker's own name. */
  in: string;
  /** Only these of it; absent: all. */
  names?: string[];
  /** For messages. */
  title: string;
}

function words(site: StepSite, files: Files, archive: string): string[] {
  const { operation } = site.context;
  const { name } = site.app;
  const container = `roost-${name}-${operation}-data-${digestOf(archive)}`;
  return [files.in, site.scope.project, archive, container, name, operation];
}

/** Keeps them in `archive` unless that is there; returns a note. Errors: those of a copy. */
export async function keepFiles(site: StepSite, files: Files, archive: string): Promise<string> {
  const argv = keep(...words(site, files, archive), ...(files.names ?? []));
  return runCopy(site, argv, `The copy of ${files.title}`, { part: digestOf(archive) });
}

/**
 * Errors: `DumpMissing`, `RestoreFailed`, `DiskFull`; then the same operation
 * goes on with it, or nothing has changed yet.
 */
export async function putBackFiles(site: StepSite, files: Files, archive: string): Promise<void> {
  // Its own for each archive: two of one folder are put back one after the other.
  const back = `.roost-back-${site.context.operation}-${digestOf(archive)}`;
  const argv = putBack(...words(site, files, archive), back, ...(files.names ?? []));
  const { code, tail } = await fencedJob(site, argv, { part: digestOf(archive) });
  if (code === 0) return;
  const error = isDiskFull(tail) ? 'DiskFull' : code === 66 ? 'DumpMissing' : 'RestoreFailed';
  throw new RoostError(
    error,
    sentences(
      `Putting back ${files.title} of ${site.app.name} failed on ${site.host.name}:`,
      lastLine(tail) && lastLines(tail),
    ),
    { app: site.app.name },
  );
}
