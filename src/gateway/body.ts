/** Counts the bytes of a body as they arrive. */
import { pipeline, Transform, type Readable } from 'node:stream';
import type { Share } from './limits';

/** The stream fails with this code if the quota is used up. */
export const OVER_QUOTA = 'ROOST_OVER_QUOTA';

export function counted(body: Readable, share: Share): Readable & { receivedEncodedLength: number } {
  const through = Object.assign(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        through.receivedEncodedLength += chunk.length;
        if (share.take(chunk.length)) return done(null, chunk);
        done(Object.assign(new Error('over quota'), { code: OVER_QUOTA }));
      },
    }),
    // Fastify compares this number with the limit and with Content-Length.
    { receivedEncodedLength: 0 },
  );
  // Fastify sees errors on the stream that it reads, so the callback has nothing to do.
  pipeline(body, through, () => {});
  return through;
}
