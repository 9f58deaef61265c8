import { ArchiveError } from './entry';

/** Reads a stream in pieces of the size that is asked for. */
export class Source {
  private readonly chunks: AsyncIterator<Buffer>;
  private held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next();
    if (done) return false;
    this.held = this.held.length === 0 ? value : Buffer.concat([this.held, value]);
    return true;
  }

  /** Null: the end. Errors: `ArchiveError` where it ends in between. */
  async take(size: number): Promise<Buffer | null> {
    while (this.held.length < size)
      if (!(await this.more())) {
        if (this.held.length === 0) return null;
        throw new ArchiveError('it is cut');
      }
    const taken = this.held.subarray(0, size);
    this.held = this.held.subarray(size);
    return taken;
  }

  /** So many bytes, as they come. */
  async *pieces(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0;) {
      if (this.held.length === 0 && !(await this.more())) throw new ArchiveError('it is cut');
      const piece = this.held.subarray(0, left);
      this.held = this.held.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }
}
