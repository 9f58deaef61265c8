import fc from 'fast-check';
import { parseLockAnswer, writeOwner } from '../../src/host/guard/lockFile';
import { refusalOf } from '../../src/host/guard/refusal';
import { parseState, linesOf } from '../../src/host/jobs/protocol';
import { parseFlag, personFlag, roostFlag } from '../../src/host/maintenance';
import { whyUnknown } from '../../src/host/oneoff/outcome';
import { parseInspect } from '../../src/host/parse/containers';
import { parseUptime } from '../../src/host/uptime';
import { refusedOr, spoilt } from '../hostile';
import { tried } from '../property';

const inspected = {
  Id: 'abc',
  Name: '/phone-web-1',
  Image: 'sha256:1',
  RestartCount: 2,
  State: {
    Status: 'running',
    ExitCode: 0,
    Error: '',
    OOMKilled: false,
    StartedAt: '2026-01-01T00:00:00Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    Health: { Status: 'healthy' },
  },
  Config: {
    Image: 'phone:x',
    Labels: {
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.project.config_files': 'a,b',
    },
  },
  NetworkSettings: {
    Networks: { edge: { IPAddress: '10.0.0.2', Aliases: ['web'] } },
    Ports: { '80/tcp': [{ HostIp: '', HostPort: '8080' }], '81/tcp': null },
  },
  Mounts: [{ Type: 'volume', Source: '/x', Destination: '/data' }],
};

const isString = (value: unknown) => expect(typeof value).toBe('string');

it('docker inspect: whatever an engine leaves out or writes otherwise, it is a container of the promised shape', () => {
  fc.assert(
    fc.property(fc.oneof(spoilt([inspected]), fc.jsonValue()), (value) => {
      for (const one of refusedOr(['CommandFailed'], () => parseInspect(JSON.stringify(value))) ?? []) {
        [
          one.id,
          one.name,
          one.service,
          one.project,
          one.workingDir,
          one.state,
          one.imageId,
          one.error,
          ...Object.values(one.labels),
        ].forEach(isString);
        Object.values(one.networks).forEach(({ ip, aliases }) => [ip, ...aliases].forEach(isString));
        Object.values(one.ports)
          .flat()
          .forEach(({ address }) => isString(address));
        expect(one.health === null || typeof one.health === 'string').toBe(true);
        expect(one.startedAt === null || typeof one.startedAt === 'string').toBe(true);
        whyUnknown(one, { engine: 1, boot: 1 });
      }
    }),
    tried('docker: inspect'),
  );
});

const nonce = '0123456789abcdef01';
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    'free',
    'got',
    'held',
    'done',
    'done x',
    'lost',
    'fail dir',
    'fail',
    'engine=',
    'boot=12',
    'R1 done 0',
    'R1 hb',
    'roost a b c',
    'person',
    '7 run 2026-01-01',
    '{}',
  ),
  fc.constantFrom(
    'null',
    '5',
    '[]',
    `roost-refused ${nonce}`,
    `roost-refused ${nonce} StalePlan`,
    `roost-refused ${nonce} LockLost x`,
    `roost-refused ${nonce} constructor x`,
  ),
);
const answer = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));

it('answers of the scripts on a host: anything is read, or refused by name', () => {
  fc.assert(
    fc.property(answer, (text) => {
      parseUptime(text);
      parseFlag(text);
      for (const said of [...linesOf(text), text])
        refusedOr(['CommandFailed', 'HostMisconfigured', 'ConnectionLost'], () =>
          parseState(said, 'box', '/jobs'),
        );
      refusalOf(
        ['sh', 'guard.sh', 'verb', '/app/.roost', nonce],
        { code: 1, stdout: '', stderr: text },
        'box',
      );
      const held = refusedOr(['HostMisconfigured'], () => parseLockAnswer(text))?.lock;
      if (held)
        [held.plane, held.workflowId, held.runId, held.workflow, held.by, held.since].forEach(isString);
    }),
    tried('host: answers'),
  );
});

it('what roost itself writes on a host comes back, whatever the names are', () => {
  const name = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(name, name, name, (workflowId, by, reason) => {
      const owner = { plane: 'p', workflowId, runId: 'r', workflow: 'deploy', by };
      expect(parseLockAnswer(`got\n7 x 2026-01-01\n${writeOwner(owner)}\n`)).toEqual({
        got: true,
        lock: { ...owner, token: 7, since: '2026-01-01' },
      });
      expect(parseFlag(roostFlag(workflowId, 'op', '2026-01-01'))).toMatchObject({
        owner: 'roost',
        operation: 'op',
      });
      expect(parseFlag(personFlag(by, '2026-01-01', reason))).toMatchObject({
        owner: 'person',
        since: '2026-01-01',
      });
    }),
    tried('docker: inspect'),
  );
});
