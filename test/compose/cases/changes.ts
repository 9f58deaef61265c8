/** What a plan says would change. */
import { NO_CHANGE } from '../../../src/plan/changes/text';
import { BASE, up, web } from './parts';
import type { ComposeCase } from './types';

const SIDE = `  side:
    image: ${BASE}
    command: [sleep, infinity]
    init: true
    volumes: ['./side.conf:/side.conf']
    configs: [{ source: c, target: /c }]
  behind:
    image: ${BASE}
    command: [sleep, infinity]
    init: true
    network_mode: service:web
`;
/** What the side car reads, and whether the other one is in the network of the container that serves. */
const SIDE_THEN = (text: string): Record<string, string> => ({
  'docker exec APP-side-1 cat /side.conf /c | tr -d "\\n"': `${text}${text}`,
  'docker inspect -f "{{.HostConfig.NetworkMode}}" APP-behind-1 | grep -c "$(docker ps -q --no-trunc --filter name=APP-web)"':
    '1',
});

export const changesCases: ComposeCase[] = [
  {
    name: 'everything that a plan compares, as it runs',
    files: {
      'compose.yaml': `${web([
        "ports: ['127.0.0.1:18099:8080', '8080']",
        "environment: [A=b, 'PRICE=$$5', 'EMPTY=', 'UNSET']",
        'labels: { one: "1", two: "a=$$b" }',
        "volumes: ['data:/data', '/cache', './conf:/conf:ro', { type: tmpfs, target: /t }]",
        "tmpfs: ['/run/x:size=1m']",
        'networks: { default: { aliases: [w] }, more: null }',
        'deploy: { resources: { limits: { cpus: "0.5", memory: 256M, pids: 200 } } }',
        'shm_size: 128m',
        'restart: on-failure:3',
        'working_dir: /tmp/',
        'secrets: [pw, { source: pw, target: other }]',
        'configs: [{ source: c, target: /etc/c }, { source: i, target: /etc/i }]',
        'depends_on: { once: { condition: service_completed_successfully } }',
      ])}  once: { image: ${BASE}, command: ['true'], entrypoint: [] }
  behind: { image: ${BASE}, entrypoint: [sleep], command: infinity, init: true, network_mode: 'service:web', user: '1' }
  alone: { image: ${BASE}, command: sleep infinity, init: true, network_mode: none }
volumes: { data: }
networks: { more: }
secrets: { pw: { file: ./pw.txt } }
configs: { c: { file: ./conf/c }, i: { content: "i $$x" } }
`,
      'conf/c': 'c\n',
      'pw.txt': 'p\n',
    },
    byHand: up,
    changes: [NO_CHANGE, 'runs to its end with the release, and may change data: once'],
    deploy: { ok: true },
    next: {
      files: { 'pw.txt': 'q\n' },
      changes: ['web: files pw.txt', 'runs to its end with the release, and may change data: once'],
      deploy: { ok: true, then: { 'docker exec web cat /run/secrets/pw': 'q' } },
    },
  },
  {
    name: 'files, a config in the Compose file and a network of another container change',
    files: {
      'compose.yaml': `${web()}${SIDE}configs: { c: { content: one } }\n`,
      'side.conf': 'one\n',
    },
    byHand: up,
    deploy: { ok: true, then: SIDE_THEN('one') },
    next: {
      files: {
        'compose.yaml': `${web(['environment: { A: "1" }'])}${SIDE}configs: { c: { content: two } }\n`,
        'side.conf': 'two\n',
      },
      changes: ['side: files side.conf; configs', 'web: environment + A'],
      deploy: { ok: true, then: SIDE_THEN('two') },
    },
  },
];
