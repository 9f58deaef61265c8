/** A repository whose storage has gone bad: one of its packs, and back. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupParts } from './backup-stage';

/** Bytes in the middle of the largest pack are not what they were; its size is. Returns what mends it. */
export function damageOnePack({ s3 }: BackupParts): () => void {
  const data = join(s3.folder, 'nights', 'data');
  const packs = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .map((name) => join(data, name))
    .filter((file) => statSync(file).isFile())
    .sort((a, b) => statSync(b).size - statSync(a).size);
  const pack = packs[0]!;
  const was = readFileSync(pack);
  const damaged = Buffer.from(was);
  damaged.fill(0, Math.floor(was.length / 2), Math.floor(was.length / 2) + 1_000);
  writeFileSync(pack, damaged);
  return () => writeFileSync(pack, was);
}
