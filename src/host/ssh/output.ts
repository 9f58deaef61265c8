/** Receives a command's output. A promise that it returns delays further reading. */
export type Sink = (chunk: Buffer) => void | Promise<void>;

/** An endless stream must not use up the worker's memory. */
const mostCollected = 64 * 1024 * 1024;

export interface Collector {
  push: Sink;
  text(): string;
  bytes(): Buffer;
}

/** Keeps everything. */
export function collectAll(): Collector {
  const chunks: Buffer[] = [];
  let size = 0;
  const bytes = () => Buffer.concat(chunks);
  return {
    push(chunk) {
      size += chunk.length;
      if (size > mostCollected) throw new Error(`more than ${mostCollected} bytes of output`);
      chunks.push(chunk);
    },
    bytes,
    text: () => bytes().toString('utf8'),
  };
}

/** Cut output begins in the middle of a line, perhaps of a secret, which redaction would then miss. */
export function wholeLines<T extends Buffer | string>(tail: T): T {
  const at = tail.indexOf('\n');
  return (
    typeof tail === 'string'
      ? tail.slice(at < 0 ? tail.length : at + 1)
      : tail.subarray(at < 0 ? tail.length : at + 1)
  ) as T;
}

/** Keeps the last `limit` bytes, from the beginning of a line. */
export function collectTail(limit: number): Collector {
  let kept: Buffer[] = [];
  let size = 0;
  let cut = false;
  const bytes = () => {
    const all = Buffer.concat(kept);
    return cut || all.length > limit ? wholeLines(all.subarray(-limit)) : all;
  };
  return {
    push(chunk) {
      kept.push(chunk);
      size += chunk.length;
      // Joined rarely, so that each chunk is copied about once.
      if (size > 2 * limit) {
        kept = [Buffer.concat(kept).subarray(-limit)];
        size = limit;
        cut = true;
      }
    },
    bytes,
    text: () => bytes().toString('utf8'),
  };
}

/** Passes on the output after the first line `marker`; a shell profile may print something before it. */
export function after(marker: string, sink: Sink): { push: Sink; begun(): boolean; noise(): string } {
  const wanted = Buffer.from(`${marker}\n`);
  let noise = Buffer.alloc(0);
  let begun = false;
  return {
    push(chunk) {
      if (begun) return sink(chunk);
      noise = Buffer.concat([noise, chunk]);
      const at = noise.indexOf(wanted);
      if (at < 0) {
        // Long enough to find the marker across chunks, and for an error message.
        if (noise.length > 64 * 1024) noise = Buffer.from(noise.subarray(-4096));
        return;
      }
      begun = true;
      const rest = noise.subarray(at + wanted.length);
      noise = noise.subarray(0, at);
      return rest.length > 0 ? sink(rest) : undefined;
    },
    begun: () => begun,
    noise: () => noise.toString('utf8'),
  };
}
