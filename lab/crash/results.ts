/** Results on disk, so that a long matrix can be resumed: only those of the very same code count. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../paths';
import type { CellResult } from './types';

export class Results {
  private readonly file: string;

  constructor(folder = join(cacheDir(), 'crash-results')) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, `${codeOf(join(__dirname, '..', '..', 'src'), __dirname)}.jsonl`);
  }

  /** What was found right: the others are tried again. */
  read(): CellResult[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as CellResult).filter(({ word }) => word !== 'wrong');
  }

  add(result: CellResult): void {
    appendFileSync(this.file, `${JSON.stringify(result)}\n`);
  }

  forget(): void {
    rmSync(this.file, { force: true });
  }
}

function codeOf(...folders: string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((each) => /\.(ts|sh)$/.test(each))
      .sort())
      hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
