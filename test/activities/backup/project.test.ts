import { parseProject } from '../../../src/activities/backup/project';

const model = {
  name: 'site',
  services: {
    app: {
      image: 'acme/app:1',
      command: ['serve', '--key', 'secret-1'],
      environment: { TOKEN: 'secret-2' },
      labels: { 'traefik.auth': 'secret-3' },
      build: { context: '.', args: { NPM: 'secret-4' } },
      volumes: [{ type: 'volume', source: 'uploads', target: '/up' }, { type: 'tmpfs', target: '/t' }, 'odd'],
      networks: { default: null },
      depends_on: { db: { condition: 'service_started' } },
    },
  },
  volumes: { uploads: { name: 'site_uploads_prod', external: true }, odd: null },
  networks: { default: { name: 'site_default' } },
  secrets: { s: { content: 'secret-5' } },
};

test('of the resolved model nothing is read that may be a secret', () => {
  const project = parseProject(JSON.stringify(model), 'src');
  expect(project).toEqual({
    name: 'site',
    services: {
      app: {
        image: 'acme/app:1',
        mounts: [
          { type: 'volume', source: 'uploads', target: '/up' },
          { type: 'tmpfs', target: '/t' },
        ],
        networks: ['default'],
        dependsOn: ['db'],
      },
    },
    volumes: { uploads: { name: 'site_uploads_prod', external: true }, odd: {} },
    networks: { default: { name: 'site_default' } },
  });
  expect(JSON.stringify(project)).not.toContain('secret-');
});

test.each(['', '[]', 'null', '{'])('what is no model is none: %j', (text) => {
  expect(parseProject(text, 'src')).toBeNull();
});
