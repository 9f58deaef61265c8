/** The night of a large volume of which a little has changed, beside an archive of all of it each night. */
import { join } from 'node:path';
import { exec } from '../../lab';
import { run } from '../../lab/run';
import { openLabStage, type LabStage } from '../lab-stage';
import { median, round, type BenchResult } from '../types';

const NIGHTS = 2;
/** Bytes of a file; 100,000 of them are 10 GB. */
const FILE = 100_000;
const IN_FOLDER = 1_000;
const VOLUME = 'bench_uploads';

interface Night {
  seconds: number;
  /** That went from host to control host. */
  moved: number;
}

type Way = 'tar' | 'roost';

/** `size` in GB of the volume: 10 is 100,000 files. */
export async function measureVolume(
  size: number,
  say: (text: string) => void,
  interrupted: AbortSignal,
  opened: (close: () => Promise<void>) => void,
): Promise<BenchResult> {
  const stage = await openLabStage(1, say, opened);
  const folders = Math.max(1, Math.round((size * 1e9) / FILE / IN_FOLDER));
  await begin(stage, folders, say);
  const nights: Record<Way, Night[]> = { tar: [], roost: [] };
  // The first night of both moves all of it.
  for (let day = 0; day <= NIGHTS; day += 1) {
    interrupted.throwIfAborted();
    if (day > 0) await change(stage, folders, day);
    for (const way of day % 2 === 0 ? (['tar', 'roost'] as const) : (['roost', 'tar'] as const)) {
      const night = way === 'tar' ? await byTar(stage) : await byRoost(stage);
      say(`night ${day}, ${way}: ${night.seconds} s, ${megabytes(night.moved)} MB moved`);
      if (day > 0) nights[way].push(night);
    }
  }
  return report(nights, folders * IN_FOLDER);
}

const on = ({ lab }: LabStage, script: string): Promise<string> =>
  exec(lab.hosts[0]!, ['sh', '-c', `set -e\n${script}`]);

const folderOf = `$(docker volume inspect -f '{{.Mountpoint}}' ${VOLUME})`;

async function begin(stage: LabStage, folders: number, say: (text: string) => void): Promise<void> {
  const { lab, done } = stage;
  stage.fleet(
    {},
    {
      'apps.files': {
        host: lab.hosts[0]!.name,
        contract: 'compose',
        repository: '/srv/git/site.git',
        directory: '/srv/apps/files',
        service: 'app',
        data: { volumes: [VOLUME] },
      },
    },
  );
  say(`a volume of ${folders * IN_FOLDER} files, ${megabytes(folders * IN_FOLDER * FILE)} MB`);
  await on(
    stage,
    `mkdir -p /srv/apps/files; echo 'services: { app: { image: x } }' >/srv/apps/files/docker-compose.yml
    docker volume create ${VOLUME} >/dev/null; cd "${folderOf}"
    for i in $(seq ${folders}); do mkdir d$i; ${noise('$i')} | split -b ${FILE} -a 3 -d - d$i/f; done`,
  );
  await done('backup', 'init');
  await run([stage.restic, 'init', '--quiet'], { env: ownRepository(stage) });
  await done('up', '--port', '0', '--ui-port', '0');
}

const noise = (key: string): string =>
  `head -c ${FILE * IN_FOLDER} /dev/zero | openssl enc -aes-128-ctr -K "$(printf %032x ${key})" -iv ${'0'.repeat(32)}`;

/** One file of a hundred, all over the volume. */
const change = (stage: LabStage, folders: number, day: number): Promise<string> =>
  on(
    stage,
    `cd "${folderOf}"
    for i in $(seq ${folders}); do for j in $(seq 10 100 999); do
      head -c ${FILE} /dev/urandom >"d$i/f$(printf %03d $((j + ${day})))"
    done; done`,
  );

const ownRepository = ({ repositories, password, root }: LabStage): Record<string, string> => ({
  RESTIC_REPOSITORY: join(repositories, 'own'),
  RESTIC_PASSWORD: password,
  RESTIC_CACHE_DIR: join(root, 'cache-own'),
});

/** As scripts do: an archive of the whole volume through SSH into the repository. */
async function byTar(stage: LabStage): Promise<Night> {
  const { lab, restic } = stage;
  const start = performance.now();
  const counted = await run(
    [
      'bash',
      '-c',
      `set -euo pipefail
      { ssh -F "$1" "$2" 'sudo -n tar -C "${folderOf}" -cf - . 2>/dev/null || docker run --rm -v ${VOLUME}:/v:ro "$(docker images -q | head -n 1)" tar -C /v -cf - .' |
        tee >(wc -c >&3) | "$3" backup --quiet --stdin --stdin-filename volume.tar >/dev/null; } 3>&1 | cat`,
      'tar',
      lab.sshConfig,
      lab.hosts[0]!.name,
      restic,
    ],
    { env: ownRepository(stage) },
  );
  return { seconds: round((performance.now() - start) / 1000, 1), moved: Number(counted.trim()) };
}

async function byRoost({ roost }: LabStage): Promise<Night> {
  const start = performance.now();
  const answer = await roost.json<{ result: { steps: { id: string; note?: string }[] } }>([
    'backup',
    'files',
  ]);
  if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
  const note = answer.result!.steps.find(({ id }) => id === 'pull')?.note ?? '';
  const moved = /^(\d+) bytes came over/.exec(note)?.[1];
  if (moved === undefined) throw new Error(`the pull does not say what came over: ${note}`);
  return { seconds: round((performance.now() - start) / 1000, 1), moved: Number(moved) };
}

const megabytes = (bytes: number): number => round(bytes / 1e6, 1);

function report(nights: Record<Way, Night[]>, files: number): BenchResult {
  const of = (way: Way, key: keyof Night): number => median(nights[way].map((night) => night[key]));
  const figures = {
    files,
    megabytes: megabytes(files * FILE),
    tar: { seconds: of('tar', 'seconds'), megabytesMoved: megabytes(of('tar', 'moved')) },
    roost: { seconds: of('roost', 'seconds'), megabytesMoved: megabytes(of('roost', 'moved')) },
  };
  return {
    ratios: {
      speedup: round(figures.tar.seconds / figures.roost.seconds),
      moved: round(figures.roost.megabytesMoved / figures.tar.megabytesMoved, 4),
    },
    figures,
    table: [
      `${files} files, ${figures.megabytes} MB, 1 % changed   s   MB moved`,
      ...(['tar', 'roost'] as const).map(
        (way) =>
          `${way.padEnd(34)}${String(figures[way].seconds).padStart(8)}${String(figures[way].megabytesMoved).padStart(10)}`,
      ),
    ].join('\n'),
  };
}
