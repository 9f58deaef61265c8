import { posix } from 'node:path';
import type { CopySource } from '../../../protocol/data';

/** Where a source lies in the app's staging: `folders/data/voicemails`, `copies/volumes/uploads.tar`. */
export function stagedAs(source: CopySource): string {
  switch (source.kind) {
    case 'script':
      return 'script';
    case 'postgres':
      return 'copies/postgres';
    case 'sqlite':
      return posix.join('copies/sqlite', source.path);
    case 'folder':
      return posix.join('folders', source.path);
    case 'volume':
      return `copies/volumes/${source.name}.tar`;
    case 'config':
      return 'copies/config';
  }
}
