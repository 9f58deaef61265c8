/** What a release has kept from before its migration. */
import { canonicalJson } from '../../../lib/digest';
import { shellScript } from '../../../lib/shell-script';
import { filesOf } from '../../../plan/release/data/way-back';
import type { RollbackFacts, RunningContainer } from '../../../plan/release/facts';
import type { Site } from '../../app/site';
import { dumpFacts } from '../../data/postgres';

type Kept = Omit<NonNullable<RollbackFacts['dump']>, 'of'>;

const readKept = shellScript(__dirname, 'read-kept');

/** Null: nothing is kept. */
export async function keptFacts(
  site: Site,
  containers: RunningContainer[],
  release: number,
): Promise<Kept | null> {
  const { postgres } = site.app.data;
  const { kept } = site.paths.release(release);
  const [dump, text] = await Promise.all([
    postgres ? dumpFacts(site, containers, postgres, release) : null,
    site.host.exec(readKept(kept)),
  ]);
  const [times = '', ...json] = text.stdout.split('\n');
  const files = listed(site, json.join('\n'));
  if (dump) return { ...dump, files: files.length > 0 ? files : undefined };
  if (files.length === 0) return null;
  const [bytes = 0, changed = 0, now = 0] = times.split(' ').map(Number);
  return {
    takenAt: new Date(changed * 1000).toISOString().replace('.000Z', 'Z'),
    bytes,
    readable: true,
    loss: { seconds: now - changed, tables: null },
    files,
    withoutDatabase: true,
  };
}

/** Of what is listed on the host, only what the fleet file names: a host does not say where files go. */
function listed({ app }: Site, text: string): NonNullable<Kept['files']> {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return [];
  }
  const names = new Set(Array.isArray(all) ? all.map(canonicalJson) : []);
  return filesOf(app).filter((source) => names.has(canonicalJson(source)));
}
