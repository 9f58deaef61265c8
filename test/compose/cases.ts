/** Small apps as their owners bring them: started by hand, then taken over. Each stands for a kind. */

import { NO_CHANGE } from '../../src/plan/changes/text';

/** What a deploy came to, as far as a case says. */
export interface Outcome {
  ok: boolean;
  /** In the error's message. */
  says?: string;
  /** In a warning of the plan. */
  warns?: string;
  /**
   * Shell commands on the host, and what each prints. `web` stands
   * for the running container of service web.
   */
  then?: Record<string, string>;
}

export interface ComposeCase {
  name: string;
  /** What is in the repository. */
  files: Record<string, string>;
  /** Run in the app's folder, a clone of the repository; empty: nothing is there. */
  byHand: string;
  fleet?: Record<string, unknown>;
  /** What the first plan says of them. */
  changes?: string[];
  deploy: Outcome;
  /** A second commit changes these. */
  next?: { files: Record<string, string>; changes?: string[]; deploy: Outcome };
}

const BASE = 'registry:5000/roost-base:1';
const serve =
  "command: [node, -e, \"require('http').createServer((q,r)=>r.end('ok')).listen(8080);process.on('SIGTERM',()=>process.exit(0))\"]";
const check =
  'healthcheck: { test: [CMD, curl, -fsS, "http://127.0.0.1:8080/"], start_period: 10s, interval: 5s }';
/** `more`: lines of the service. */
const web = (more: string[] = [], image = BASE, health = check): string =>
  [
    'services:',
    '  web:',
    ...[`image: ${image}`, serve, health, ...more].filter(Boolean).map((l) => `    ${l}`),
    '',
  ].join('\n');
const up = 'docker compose up -d --wait';
const dead = web().replace('listen(8080)', 'listen(9999)');

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

export const cases: ComposeCase[] = [
  {
    name: 'a Compose file in a subfolder: data, files and .env lie beside it',
    files: {
      'stacks/wiki/compose.yaml': web([
        "volumes: ['./data:/data']",
        'environment: { GREETING: "${GREETING}" }',
      ]),
      '.gitignore': '.env\ndata\n',
    },
    byHand: `cd stacks/wiki && mkdir data && echo precious >data/f && echo GREETING=hi >.env && docker compose -p APP up -d --wait`,
    fleet: { compose: ['stacks/wiki/compose.yaml'], project: 'APP' },
    deploy: {
      ok: true,
      then: {
        'docker exec web cat /data/f': 'precious',
        'docker exec web printenv GREETING': 'hi',
        'ls -d data stacks/wiki/data 2>/dev/null': 'stacks/wiki/data',
      },
    },
  },
  {
    name: 'a version in an .env that git does not know',
    files: {
      'docker-compose.yml': web([], 'registry:5000/pin:${APP_VERSION:-latest}'),
      '.gitignore': '.env\n',
    },
    byHand: `echo APP_VERSION=1.106 >.env; ${up}`,
    deploy: { ok: true, then: { 'docker exec web printenv VERSION': '1.106' } },
    next: {
      files: {
        'docker-compose.yml': web(['labels: { a: "1" }'], 'registry:5000/pin:${APP_VERSION:-latest}'),
      },
      deploy: { ok: true, then: { 'docker exec web printenv VERSION': '1.106' } },
    },
  },
  {
    name: 'an override file that only the host has',
    files: { 'docker-compose.yml': web() },
    byHand: `mkdir data; echo precious >data/f; printf 'services:\\n  web:\\n    volumes: [./data:/data]\\n' >docker-compose.override.yml; ${up}`,
    deploy: {
      ok: true,
      then: {
        'docker exec web cat /data/f': 'precious',
        'grep -c volumes docker-compose.override.yml': '1',
        'docker compose ps --services': 'web',
      },
    },
    next: {
      files: { 'docker-compose.yml': dead },
      deploy: {
        ok: false,
        then: {
          'docker exec web cat /data/f': 'precious',
          'grep -c volumes docker-compose.override.yml': '1',
        },
      },
    },
  },
  {
    name: 'an override file in the repository',
    files: {
      'compose.yaml': web(),
      'compose.override.yaml': 'services: { web: { environment: { EXTRA: "1" } } }\n',
    },
    byHand: up,
    deploy: { ok: true, then: { 'docker exec web printenv EXTRA': '1', 'git status --porcelain': '' } },
  },
  {
    name: 'an override file that runs, and is not named in the fleet file',
    files: { 'docker-compose.yml': web() },
    byHand: `printf 'services:\\n  web:\\n    environment: { EXTRA: "1" }\\n' >docker-compose.override.yml; ${up}`,
    fleet: { compose: ['docker-compose.yml'] },
    deploy: {
      ok: false,
      says: 'write compose: [docker-compose.yml, docker-compose.override.yml]',
      then: { 'docker exec web printenv EXTRA': '1' },
    },
  },
  {
    name: 'COMPOSE_FILE and COMPOSE_PROFILES in .env',
    files: {
      'docker-compose.yml': web(),
      'prod.yml': `services:\n  web:\n    environment: { PROD: "1" }\n  extra:\n    image: ${BASE}\n    command: [sleep, infinity]\n    init: true\n    profiles: [more]\n`,
    },
    byHand: `printf 'COMPOSE_FILE=docker-compose.yml:prod.yml\\nCOMPOSE_PROFILES=more\\n' >.env; ${up}`,
    deploy: {
      ok: true,
      then: { 'docker exec web printenv PROD': '1', 'docker ps -q --filter name=APP-extra | wc -l': '1' },
    },
  },
  {
    name: 'files of variables and profiles that the fleet file names',
    files: {
      'compose.yaml': `${web(['environment: { A: "${A}" }'])}  extra:\n    image: ${BASE}\n    command: [sleep, infinity]\n    init: true\n    profiles: [more]\n`,
      'compose.env': 'A=from the file\n',
    },
    byHand: '',
    fleet: { envFiles: ['compose.env'], profiles: ['more'] },
    deploy: {
      ok: true,
      then: {
        'docker exec web printenv A': 'from the file',
        'docker ps -q --filter name=APP-extra | wc -l': '1',
      },
    },
  },
  {
    name: 'a project named in the file, stopped: its volume is taken',
    files: {
      'docker-compose.yml': `name: APP-prod\n${web(["volumes: ['data:/data']"])}volumes: { data: }\n`,
    },
    byHand: `${up}; docker compose exec -T web sh -c 'echo precious >/data/f'; docker compose down`,
    deploy: {
      ok: true,
      then: { 'docker exec web cat /data/f': 'precious', 'docker volume ls -q | grep -c APP': '1' },
    },
    next: {
      files: {
        'docker-compose.yml': `name: APP-new\n${web(["volumes: ['data:/data']"])}volumes: { data: }\n`,
      },
      deploy: {
        ok: false,
        says: 'Write project: APP-prod',
        then: { 'docker exec web cat /data/f': 'precious' },
      },
    },
  },
  {
    name: 'include, extends, and env files beside and above the folder',
    files: {
      'docker-compose.yml': 'include: [app/compose.yaml]\n',
      'app/compose.yaml': `services:\n  web:\n    extends: { file: common.yaml, service: base }\n    image: ${BASE}\n    ${serve}\n    env_file: [./app.env, { path: ./none.env, required: false }, ../../APP-common.env]\n`,
      'app/common.yaml': `services:\n  base:\n    ${check}\n`,
      '.gitignore': 'app.env\n',
    },
    byHand: `echo A=1 >app/app.env; echo B=2 >../APP-common.env; ${up}`,
    deploy: { ok: true, then: { 'docker exec web printenv A B': '1\n2' } },
    next: {
      files: { 'app/common.yaml': `services:\n  base:\n    ${check}\n    environment: { C: "3" }\n` },
      deploy: { ok: true, then: { 'docker exec web printenv A B C': '1\n2\n3' } },
    },
  },
  {
    name: 'a health check of the image alone',
    files: {
      'docker-compose.yml': web([], 'APP-image:1', 'build: .'),
      Dockerfile: `FROM ${BASE}\nHEALTHCHECK --start-period=10s --interval=2s CMD curl -fsS http://127.0.0.1:8080/\n`,
    },
    byHand: '',
    deploy: { ok: true, then: { "docker inspect -f '{{.State.Health.Status}}' web": 'healthy' } },
  },
  {
    name: 'no health check anywhere: the line to add is named before anything stops',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    deploy: {
      ok: false,
      says: 'health: { tcp: PORT }',
      then: { 'docker ps -q --filter name=APP-web | wc -l': '1', 'ls .roost/releases 2>/dev/null': '' },
    },
  },
  {
    name: 'no health check, and a path',
    files: { 'docker-compose.yml': web([], BASE, 'expose: ["8080"]') },
    byHand: up,
    fleet: { health: { path: '/', wait: '10s' } },
    deploy: { ok: true },
  },
  {
    name: 'no health check, and a TCP port',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    fleet: { health: { tcp: 8080, wait: '10s' } },
    deploy: { ok: true },
    next: {
      files: { 'docker-compose.yml': web([], BASE, '').replace('8080', '9999') },
      deploy: { ok: false, says: 'port 8080' },
    },
  },
  {
    name: 'no health check, and none',
    files: { 'docker-compose.yml': web([], BASE, '') },
    byHand: up,
    fleet: { health: 'none' },
    deploy: { ok: true },
  },
  {
    name: 'a variable that is not set',
    files: { 'docker-compose.yml': web(['environment: { DB_PASSWORD: "${DB_PASSWORD}" }']) },
    byHand: up,
    deploy: { ok: true, warns: 'The "DB_PASSWORD" variable is not set' },
  },
  {
    name: 'a variable that has to be set, and is not',
    files: { 'docker-compose.yml': web(['environment: { K: "${KEY:?write KEY}" }']) },
    byHand: '',
    deploy: { ok: false, says: 'write KEY' },
  },
  {
    name: 'a service name with capitals',
    files: {
      'docker-compose.yml': `${web()}  My.Web_App:\n    build: .\n    command: [sleep, infinity]\n    init: true\n`,
      Dockerfile: `FROM ${BASE}\n`,
    },
    byHand: '',
    deploy: {
      ok: true,
      then: { 'docker ps -q --filter label=com.docker.compose.service=My.Web_App | wc -l': '1' },
    },
  },
  {
    name: 'a build with a context beside, a mount of the commit and ${PWD}',
    files: {
      'stacks/app/compose.yaml': web(
        [
          'build: { context: ../../code, additional_contexts: { more: ../../more } }',
          "volumes: ['./conf:/conf:ro', '${PWD}/kept:/kept']",
        ],
        'APP-image:1',
      ),
      'code/Dockerfile': `FROM ${BASE}\nCOPY v /v\nCOPY --from=more m /m\n`,
      'code/v': 'one\n',
      'more/m': 'm\n',
      'stacks/app/conf/c': 'one\n',
    },
    byHand: '',
    fleet: {
      project: 'APP',
      compose: ['stacks/app/compose.yaml'],
      scripts: { postdeploy: 'cat /conf/c /v /m >/kept/seen' },
    },
    deploy: {
      ok: true,
      then: { 'docker exec web cat /v /m /conf/c': 'one\nm\none', 'cat stacks/app/kept/seen': 'one\none\nm' },
    },
    next: {
      files: { 'code/v': 'two\n', 'stacks/app/conf/c': 'two\n' },
      deploy: {
        ok: true,
        then: { 'docker exec web cat /v /conf/c': 'two\ntwo', 'cat stacks/app/kept/seen': 'two\ntwo\nm' },
      },
    },
  },
  {
    name: 'a file of another with the name of roost’s own',
    files: { 'docker-compose.yml': web() },
    byHand: `echo '# mine' >docker-compose.roost.yml; docker compose up -d --wait`,
    deploy: {
      ok: false,
      says: 'docker-compose.roost.yml',
      then: { 'cat docker-compose.roost.yml': '# mine', 'docker ps -q --filter name=APP-web | wc -l': '1' },
    },
  },
  {
    name: 'an external network that is not there',
    files: {
      'docker-compose.yml': `${web(['networks: [none]'])}networks: { none: { external: true, name: APP-none } }\n`,
    },
    byHand: '',
    deploy: { ok: false, says: 'docker network create APP-none' },
  },
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
