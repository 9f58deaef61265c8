/** Names, builds, files and networks. */
import { BASE, web } from './parts';
import type { ComposeCase } from './types';

export const contentCases: ComposeCase[] = [
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
];
