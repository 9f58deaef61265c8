import fc from 'fast-check';
import { stringify } from 'yaml';
import { buildOverride, releaseOverride, withoutSecrets } from '../../src/activities/app/compose/compose';
import { parseModel } from '../../src/activities/app/compose/model';
import { judge } from '../../src/activities/app/containers/health';
import { parseRecords } from '../../src/activities/app/folder/records';
import { parseLog } from '../../src/activities/release/facts/commit/mirror';
import { parseBatch } from '../../src/host/parse/git-batch';
import { parseSite } from '../../src/inspect/site';
import { secretValues } from '../../src/secrets/values';
import { refusedOr, spoilt } from '../hostile';
import { tried } from '../property';

const file = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null });

it('git cat-file: files of any bytes come back, in order; half an answer is refused', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 6 }), fc.nat({ max: 60 }), (files, cut) => {
      const output = Buffer.concat(
        files.flatMap((one) =>
          one
            ? [Buffer.from(`blob ${one.length}\n`), Buffer.from(one), Buffer.from('\n')]
            : [Buffer.from('HEAD:x missing\n')],
        ),
      );
      // As SSH returns bytes.
      const whole = Buffer.from(output.toString('latin1'), 'latin1');
      expect(parseBatch(whole, files.length).map((one) => one && [...one])).toEqual(
        files.map((one) => one && [...one]),
      );
      const read =
        refusedOr(['FetchFailed'], () => parseBatch(whole.subarray(0, -1 - cut), files.length)) ?? [];
      read.forEach((one, index) => expect(one && [...one]).toEqual(files[index] && [...files[index]!]));
    }),
    tried('git: cat-file'),
  );
});

it('git log: hashes of both kinds and any subject, without what a terminal obeys', () => {
  const hash = fc.oneof(fc.stringMatching(/^[0-9a-f]{40}$/), fc.stringMatching(/^[0-9a-f]{64}$/));
  const subject = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replace(/[\0\n]/g, ''));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(hash, subject), { maxLength: 5 }),
      fc.string({ unit: 'binary' }),
      (commits, junk) => {
        const read = parseLog(commits.map(([commit, text]) => `${commit} ${text}\0`).join(''));
        expect(read.map(({ commit }) => commit)).toEqual(commits.map(([commit]) => commit));
        for (const one of read) expect(one.subject).not.toMatch(/[^\P{Cc}\n\t]/u);
        refusedOr(['FetchFailed'], () => parseLog(junk));
      },
    ),
    tried('git: log'),
  );
});

const model = {
  name: 'phone',
  services: {
    app: {
      build: { context: '.' },
      command: null,
      container_name: 'phone-app',
      environment: { PASSWORD: 'hidden' },
      healthcheck: { test: ['CMD', 'x'], start_period: '5s' },
      networks: { edge: null },
      volumes: [{ type: 'bind', source: '/a', target: '/b' }],
    },
    db: { image: 'postgres:17', networks: { default: {} } },
  },
  networks: { edge: { name: 'sgos', external: true }, default: { name: 'phone_default', ipam: {} } },
};
const spec = {
  app: 'phone',
  release: 7,
  strategy: 'rolling',
  slot: 'green',
  service: 'app',
  network: 'sgos',
  images: { app: 'a:1', db: 'b:1' },
  fastStart: true,
} as const;

it('docker compose config: any model is read or refused, and none of its secrets is kept', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        spoilt(model).map((value) => JSON.stringify(value)),
        fc.json(),
        fc.string(),
      ),
      (output) => {
        const read = refusedOr(['ContractInvalid'], () => parseModel(output));
        if (!read) return;
        const kept = withoutSecrets(read);
        expect(JSON.stringify(kept)).not.toContain('hidden');
        expect(withoutSecrets(parseModel(JSON.stringify(kept)))).toEqual(kept);
        buildOverride('phone', 'op', kept);
        releaseOverride(spec, kept);
      },
    ),
    tried('compose: models'),
  );
});

const record = {
  release: 3,
  commit: 'a',
  version: null,
  migration: 'none',
  operation: 'o',
  workflowId: 'w',
  images: { app: { ref: 'r', id: 'i' } },
  committedAt: null,
  by: 'anna',
};

it('release records: a broken one counts as never committed, for the worker and for the command line', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        spoilt(record).map((value) => JSON.stringify(value)),
        fc.string({ unit: 'binary' }),
      ),
      (json) => {
        const text = json.replaceAll('\n', '');
        const [read] = parseRecords(`3 - ${text}\n`, 3, 'src');
        expect(read).toMatchObject({ release: 3, current: true });
        expect(Object.values(read!.images).every(({ id }) => typeof id === 'string')).toBe(true);
        for (const value of [read!.commit, read!.committedAt, read!.version])
          expect(value === null || typeof value === 'string').toBe(true);
        expect(parseSite(`there\nrelease 3 ${text}\n`).releases).toMatchObject([{ release: 3 }]);
        parseSite(json);
      },
    ),
    tried('host: release records'),
  );
});

it('secrets: every value of any file is known, and no file is an error', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary', minLength: 6 }),
    fc.integer({ min: 100_000 }),
    fc.bigInt({ min: 10n ** 18n, max: 10n ** 24n }).map(String),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.dictionary(fc.string({ maxLength: 5 }), tie('tree'), { maxKeys: 4 }),
      fc.array(tie('tree'), { maxLength: 4 }),
    ),
  }));
  const leavesOf = (value: unknown): string[] =>
    value !== null && typeof value === 'object' ? Object.values(value).flatMap(leavesOf) : [String(value)];
  fc.assert(
    fc.property(tree, fc.string({ unit: 'binary' }), (value, junk) => {
      expect(secretValues(Buffer.from(JSON.stringify(value)), 'json')).toEqual(
        expect.arrayContaining([...new Set(leavesOf(value))]),
      );
      for (const format of ['json', 'yaml', 'dotenv', 'binary'] as const)
        secretValues(Buffer.from(junk), format);
      expect(secretValues(Buffer.from(stringify({ a: value })), 'yaml')).toEqual(
        expect.arrayContaining([...new Set(leavesOf(value))]),
      );
    }),
    tried('secrets: values'),
  );
});

it('health: any answer is judged', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
      fc.constantFrom('status', 'a.b', '__proto__.x', ''),
      (body, path) => {
        expect(['string', 'object']).toContain(
          typeof judge(`${body}\n200`, { status: 200, json: { [path]: 'healthy' } }),
        );
      },
    ),
    tried('compose: models'),
  );
});

it('aliases that grow without bound are no error', () => {
  const bomb = [
    'a: &a [x, x]',
    ...Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [${`*${i ? `b${i - 1}` : 'a'},`.repeat(9)}]`),
  ].join('\n');
  expect(secretValues(Buffer.from(`${bomb}\npassword: long-secret`), 'yaml')).toEqual(['long-secret']);
});
