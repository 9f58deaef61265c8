/** Which files and variables make up the project. */
import { BASE, check, dead, serve, up, web } from './parts';
import type { ComposeCase } from './types';

export const filesCases: ComposeCase[] = [
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
];
