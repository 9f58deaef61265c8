/** A body on its way: its bytes are counted as they come. */
import { pipeline, Transform, type Readable } from 'node:stream';
import type { Place } from './limits';

/** The stream fails with this code where there is no more room. */
export const NO_ROOM = 'ROOST_NO_ROOM';

export function counted(body: Readable, place: Place): Readable & { receivedEncodedLength: number } {
  const through = Object.assign(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        through.receivedEncodedLength += chunk.length;
        if (place.take(chunk.length)) return done(null, chunk);
        done(Object.assign(new Error('no room'), { code: NO_ROOM }));
      },
    }),
    // Fastify compares it with the limit and with Content-Length.
    { receivedEncodedLength: 0 },
  );
  // Errors reach Fastify by the stream that it reads.
  pipeline(body, through, () => {});
  return through;
}
