/**
 * In scratch Compose finds files from outside of the app's folder where they stand for the host's: by Compose
 * itself.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StepSite } from '../../../src/activities/app/site';
import { readDrill } from '../../../src/activities/drill/steps/reading';
import { readScript } from '../../../src/lib/shell-script';
import { section } from '../../../src/lib/unchecked';
import { scratchModel } from '../../../src/plan/drill/scratch';
import { withCompose } from '../../compose/compose-program';

const LIVE = '/srv/apps/phone';
let scratch: string;
beforeEach(() => void (scratch = mkdtempSync(join(tmpdir(), 'roost-picture-'))));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

it('an env file and a mounted file from beside the app folder are read and mounted from scratch', async () => {
  const root = join(scratch, '.roost/host');
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  };
  put(
    'src/compose.yaml',
    'services: { web: { image: w, env_file: [../../shared.env, .env], volumes: ["../../x.conf:/x", "./data:/data"] } }',
  );
  put('src/.env', 'A=own\n');
  put('.roost/host/srv/apps/shared.env', 'B=shared\n');
  put('.roost/host/srv/apps/x.conf', 'x');
  const picture = readScript(join(__dirname, '../../../src/activities/drill/steps/picture.sh'));
  for (let i = 0; i < 2; i++) execFileSync('sh', ['-c', picture, 'picture', root, LIVE, scratch]);
  const env = await withCompose();
  const site = {
    app: { compose: [] },
    scope: { directory: scratch, source: 'src', project: 'drill' },
    source: join(scratch, 'src'),
    read: (argv: string[]) =>
      new Promise((resolve) => {
        execFile(argv[0]!, argv.slice(1), { env }, (_error, stdout, stderr) =>
          resolve({ code: 0, stdout, stderr }),
        );
      }),
  } as unknown as StepSite;
  const { reading } = await readDrill(site, LIVE);
  expect(reading.refusal).toBe('');
  const { web } = section(reading.model?.services) as { web: { environment: unknown } };
  expect(web.environment).toEqual({ A: 'own', B: 'shared' });
  const made = scratchModel(reading.model!, {
    app: 'phone',
    operation: '0123456789',
    directory: LIVE,
    scratch,
    limits: { cpus: 1, memory: 1e9, env: {}, drop: [] },
    outside: { root, paths: ['/srv/apps/x.conf'] },
    engine: { version: 28, limitsCpus: true },
    imageOf: () => 'w',
  });
  expect(made.refused).toEqual([]);
  expect(made.mounts).toEqual([join(root, 'srv/apps/x.conf'), join(scratch, 'src/data')]);
  // Without it the drill is refused, by name.
  const without = scratchModel(reading.model!, {
    app: 'phone',
    operation: '0123456789',
    directory: LIVE,
    scratch,
    limits: { cpus: 1, memory: 1e9, env: {}, drop: [] },
    engine: { version: 28, limitsCpus: true },
    imageOf: () => 'w',
  });
  expect(without.refused).toEqual(['service web mounts /srv/apps/x.conf of the host']);
});
