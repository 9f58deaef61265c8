/**
 * All that a run's builds, pulls and scripts have printed: it stays on
 * the app's host as long as the job's folder.
 */
import { RoostError } from '../errors';
import type { AppConfig } from '../fleet/file';
import type { Host } from '../host/types';
import { plainText } from '../lib/plain-text';
import { sentences } from '../lib/sentences';
import { shellScript } from '../lib/shell-script';
import { MINUTE } from '../lib/time';
import { appPaths } from '../plan/names';

const program = shellScript(__dirname, 'job-logs');
const NONE = 66;

/** Errors: `BadRequest` where nothing of the run is kept. */
export async function readJobLogs(
  host: Host,
  app: AppConfig,
  runId: string,
  onText: (text: string) => void,
): Promise<void> {
  const argv = program(appPaths(app.directory).jobs, runId);
  let rest = '';
  const onStdout = (chunk: Buffer): void => {
    const text = rest + chunk.toString('utf8');
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end).slice(-16_384);
    if (end > 0) onText(host.scrub(plainText(text.slice(0, end - 1))));
  };
  const { code } = await host.stream(argv, { ok: [0, NONE], onStdout, timeout: 5 * MINUTE });
  if (rest !== '') onText(host.scrub(plainText(rest)));
  if (code === NONE)
    throw new RoostError(
      'BadRequest',
      sentences(
        `${app.host} keeps no output of run ${runId}:`,
        'it ran no build, pull or script, or a later run has removed it',
      ),
      { app: app.name, run: runId },
    );
}
