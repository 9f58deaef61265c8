import { isWell, parseContainers } from '../../src/inspect/containers';

const row = (service: string, status: string, dependsOn = '', project = 'shop'): string =>
  [
    `${project}-${service}-1`,
    service,
    project,
    '/srv/shop',
    /^Exited/.test(status) ? 'exited' : 'running',
    status,
    'False',
    'acme/shop:1',
    dependsOn,
  ].join('\t');

const web = row(
  'web',
  'Up 2 hours (healthy)',
  'db:service_healthy:false,migrate:service_completed_successfully:false',
);

test.each([
  ['has ended as others wait for it', row('migrate', 'Exited (0) 2 hours ago'), true],
  ['has failed', row('migrate', 'Exited (1) 2 hours ago'), false],
  ['has ended, and nothing waits for that', row('worker', 'Exited (0) 2 hours ago'), false],
  ['is of another project', row('migrate', 'Exited (0) 2 hours ago', '', 'blog'), false],
])('a container that %s', (_, line, well) => {
  const [first, other] = parseContainers(`${web}\n${line}\n`);
  expect(first).toMatchObject({ health: 'healthy', ended: false, image: 'acme/shop:1' });
  expect([other!.ended, isWell(other!)]).toEqual([well, well]);
});
