/** The folder by which the matrix and its worker talk. Files, since either may die at any moment. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Point, Strike } from './types';

export interface Orders {
  /** Names the cell: what an earlier one has left is nobody's. */
  id: string;
  strike: Strike | null;
  mutant: string | null;
}

export class Control {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  private file = (name: string): string => join(this.folder, name);

  private put(name: string, text: string): void {
    writeFileSync(this.file(`${name}.new`), text);
    renameSync(this.file(`${name}.new`), this.file(name));
  }

  /** For the next run; `null`: leave runs alone. */
  order(orders: Orders | null): void {
    for (const name of ['orders', 'points', 'struck', 'go']) rmSync(this.file(name), { force: true });
    if (orders) this.put('orders', JSON.stringify(orders));
  }

  orders(): Orders | null {
    return existsSync(this.file('orders'))
      ? (JSON.parse(readFileSync(this.file('orders'), 'utf8')) as Orders)
      : null;
  }

  note(point: Point): void {
    appendFileSync(this.file('points'), `${JSON.stringify(point)}\n`);
  }

  /** Every place that the run has come by, each once, in order. */
  points(): Point[] {
    if (!existsSync(this.file('points'))) return [];
    const lines = readFileSync(this.file('points'), 'utf8').split('\n').filter(Boolean);
    return [...new Set(lines)].map((line) => JSON.parse(line) as Point);
  }

  /** The run has come to its point; true for the first one who says so. */
  strike(host: string): boolean {
    if (this.struck()) return false;
    this.put('struck', host);
    return true;
  }

  /** The name of the host at which it was; empty: at none. */
  struckAt(): string {
    return readFileSync(this.file('struck'), 'utf8');
  }

  struck(): boolean {
    return existsSync(this.file('struck'));
  }

  go(): void {
    this.put('go', '');
  }

  mayGo(): boolean {
    return existsSync(this.file('go'));
  }
}
