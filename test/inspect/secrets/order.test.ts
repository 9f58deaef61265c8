import { inOrder, usesOf, type Ranked } from '../../../src/inspect/secrets/order';
import { parse, sample } from '../../fleet/file/sample';

const row = (kind: Ranked['kind'], name: string, more: Partial<Ranked> = {}): Ranked => ({
  kind,
  name,
  changed: '2026-01-01T00:00:00.000Z',
  uses: [],
  ...more,
});

test('what opens others comes first, then the oldest', () => {
  const rows = [
    row('app', 'LOG_LEVEL'),
    row('app', 'SMTP_PASSWORD'),
    row('app', 'POSTGRES_PASSWORD'),
    row('app', 'JWT_SECRET', { changed: '2026-02-01T00:00:00.000Z' }),
    row('app', 'SESSION_KEY', { changed: null }),
    row('control', 'OLD'),
    row('control', 'RESTIC', { uses: ['backup.repository.password'] }),
    row('ssh key', 'id'),
    row('age key', 'keys.txt'),
  ];
  expect(inOrder(rows).map(({ name }) => name)).toEqual([
    'keys.txt',
    'id',
    'RESTIC',
    'OLD',
    'SESSION_KEY',
    'JWT_SECRET',
    'POSTGRES_PASSWORD',
    'SMTP_PASSWORD',
    'LOG_LEVEL',
  ]);
});

test('each secret of the control plane knows what the fleet file uses it for', () => {
  const fleet = parse(`secrets: { file: /s.env }
backup: { repository: { url: "s3:https://s3.example/b", password: { secret: RESTIC }, env: { AWS_SECRET_ACCESS_KEY: { secret: S3 } } } }
registries: { registry.example: { user: deploy, password: { secret: REGISTRY } } }
notify: { ops: { slack: { url: { secret: SLACK } } } }
${sample}`);
  const uses = usesOf(fleet);
  expect(uses.get('RESTIC')).toEqual(['backup.repository.password']);
  expect(uses.get('S3')).toEqual(['backup.repository.env.AWS_SECRET_ACCESS_KEY']);
  expect(uses.get('REGISTRY')).toEqual(['registries.registry.example']);
  expect(uses.get('SLACK')).toEqual(['notify.ops.url']);
});
