import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line for people, beside what Temporal and the audit know. */
export async function logLine(file: string, text: string, at = new Date()): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${at.toISOString()} ${text.replaceAll('\n', ' | ')}\n`);
}
