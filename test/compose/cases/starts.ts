/** What Docker Compose does only when it starts a container, or would find out only then. */
import { BASE, up, web } from './parts';
import type { ComposeCase } from './types';

const CONFIG = `configs: { c: { content: "one" } }\nsecrets: { s: { environment: "S" } }\n`;
const configured = ['configs: [{ source: c, target: /c }]', 'secrets: [s]'];
const read = { 'docker exec web cat /c /run/secrets/s': 'onemine' };
const inside = (network: string): string =>
  `${web(['networks: [inside]'])}networks: { inside: ${network} }\n`;

export const startsCases: ComposeCase[] = [
  {
    name: 'a config in the Compose file and a secret of a variable, of the service that serves alone',
    files: { 'docker-compose.yml': web(configured) + CONFIG, '.gitignore': '.env\n' },
    byHand: `echo S=mine >.env; ${up}`,
    deploy: { ok: true, then: read },
    next: {
      files: { 'docker-compose.yml': web([...configured, 'labels: { a: "1" }']) + CONFIG },
      deploy: { ok: true, then: read },
    },
  },
  {
    name: 'an .env that names a Compose file of a subfolder',
    files: {
      'stacks/wiki/compose.yaml': web(['environment: { A: "${A:-none}" }']),
      '.gitignore': '.env\n',
    },
    byHand: `printf 'COMPOSE_FILE=stacks/wiki/compose.yaml\\nCOMPOSE_PROJECT_NAME=APP\\nA=of the root\\n' >.env; ${up}`,
    deploy: { ok: true, then: { 'docker exec web printenv A': 'of the root' } },
    next: {
      files: { 'stacks/wiki/compose.yaml': web(['environment: { A: "${A:-none}", B: "2" }']) },
      deploy: { ok: true, then: { 'docker exec web printenv A B': 'of the root\n2' } },
    },
  },
  {
    name: 'files of variables that the fleet file names, and a first deploy that fails',
    files: {
      'compose.yaml': web(['environment: { A: "${A:-none}" }']).replace('listen(8080)', 'listen(9999)'),
      'compose.env': 'A=from the file\n',
    },
    // As a person has mended it on the host alone.
    byHand: 'sed -i s/9999/8080/ compose.yaml; docker compose --env-file compose.env up -d',
    fleet: { envFiles: ['compose.env'], health: { wait: '15s' } },
    deploy: { ok: false, then: { 'docker exec web printenv A': 'from the file' } },
  },
  {
    name: 'a network that is there, and is to be internal',
    files: { 'docker-compose.yml': inside('null') },
    byHand: up,
    deploy: { ok: true },
    next: {
      files: { 'docker-compose.yml': inside('{ internal: true }') },
      deploy: {
        ok: false,
        says: 'write another name under networks.inside.name',
        then: { 'docker ps -q --filter name=APP-web | wc -l': '1' },
      },
    },
  },
  {
    name: 'a name that a container of another has',
    files: { 'docker-compose.yml': web(['container_name: APP-taken']) },
    byHand: `docker create --name APP-taken ${BASE} true`,
    deploy: {
      ok: false,
      says: "APP-taken is another container's name",
      then: { 'docker ps -aq --filter name=APP | wc -l': '1' },
    },
  },
];
