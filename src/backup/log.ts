import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes one line for people; Temporal and the audit have the details. */
export async function logLine(file: string, text: string, at = new Date()): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const line = text.trim().replace(/\s*[\n\r\v\f\u0085\u2028\u2029]\s*/g, ' | ');
  await appendFile(file, `${at.toISOString()} ${line}\n`);
}
