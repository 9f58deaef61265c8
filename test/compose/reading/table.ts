/** Commits beside what their host has. */
import { web, type Reading } from './rig';

export const table: Record<string, Reading> = {
  'one file': { commit: { 'compose.yaml': web({}) } },
  'a newer file than the one that lies there': {
    was: { 'docker-compose.yml': web({ command: 'old' }) },
    commit: { 'docker-compose.yml': web({ command: 'new' }) },
  },
  'a version in .env': {
    commit: { 'compose.yml': web({}, 'app:${TAG:-latest}') },
    host: { '.env': 'TAG=1.2' },
  },
  'an .env that is decrypted': {
    commit: { 'compose.yml': web({}, 'app:${TAG:-latest}') },
    host: { '.env': 'TAG=1.2' },
    secrets: { '.env': 'TAG=1.3' },
  },
  'a subfolder': {
    commit: {
      'stacks/a/compose.yaml': web({ volumes: ['./data:/data', './conf:/conf'], build: '.' }),
      'stacks/a/conf/x': '',
    },
    host: { 'stacks/a/.env': 'X=1', 'stacks/a/data/f': '', 'stacks/a/conf/y': '' },
    use: { files: ['stacks/a/compose.yaml'] },
  },
  'a watched folder below a folder of the commit': {
    commit: {
      'stacks/a/compose.yaml': web({
        develop: { watch: [{ action: 'sync', path: './theme', target: '/t' }] },
      }),
      'stacks/a/theme/x': '',
    },
    use: { files: ['stacks/a/compose.yaml'] },
  },
  'a source folder below the app’s': {
    source: 'src',
    commit: {
      'docker-compose.yml': web({ env_file: ['../app.env', 'own.env'], volumes: ['../data:/data'] }),
    },
    host: { '../app.env': 'A=1', 'own.env': 'B=2', '../data/f': '' },
    secrets: { 'src/own.env': 'B=3' },
  },
  'files above the app’s folder': {
    commit: {
      'docker-compose.yml': web({
        env_file: '../common.env',
        build: '../../code',
        extends: { file: '../base.yml', service: 'b' },
      }),
    },
    host: { '../common.env': 'A=1', '../base.yml': JSON.stringify({ services: { b: { command: 'x' } } }) },
  },
  'an override file of the host': {
    commit: { 'docker-compose.yml': web({}) },
    host: { 'docker-compose.override.yml': web({ ports: ['80:80'] }) },
  },
  'an override file that no archive of the commit has': {
    commit: {
      'docker-compose.yml': web({}),
      'docker-compose.override.yml': web({ command: 'x' }),
      '.gitattributes': '*.override.yml export-ignore',
    },
  },
  'an override file that the commit takes away': {
    was: { 'docker-compose.yml': web({}), 'docker-compose.override.yml': web({ command: 'x' }) },
    commit: { 'docker-compose.yml': web({}) },
  },
  'COMPOSE_FILE, with a separator of its own': {
    commit: { 'a.yml': web({}), 'b/c.yml': web({ command: 'c', volumes: ['./x:/x'] }) },
    host: { '.env': 'COMPOSE_FILE="a.yml;b/c.yml"\nCOMPOSE_PATH_SEPARATOR=;' },
  },
  'profiles in .env': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: {
          web: { image: 'a' },
          more: { image: 'b', profiles: ['p'] },
          less: { image: 'c', profiles: ['q'] },
        },
      }),
    },
    host: { '.env': 'COMPOSE_PROFILES=p' },
  },
  'profiles and env files of the fleet': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: { web: { image: 'a:${T}' }, more: { image: 'b', profiles: ['p'] } },
      }),
      'compose.env': 'T=2',
    },
    host: { '.env': 'T=1' },
    use: { profiles: ['p'], envFiles: ['compose.env'] },
  },
  'include and extends': {
    commit: {
      'compose.yaml': JSON.stringify({ include: ['app/compose.yaml'] }),
      'app/compose.yaml': JSON.stringify({
        services: { web: { extends: { file: 'base.yaml', service: 'b' }, env_file: './app.env' } },
      }),
      'app/base.yaml': JSON.stringify({ services: { b: { image: 'x', volumes: ['./d:/d'] } } }),
    },
    host: { 'app/app.env': 'A=1', 'app/.env': 'B=2' },
  },
  'a name and ${PWD}': {
    commit: {
      'compose.yaml': JSON.stringify({
        name: 'other',
        services: { web: { image: 'x', environment: { P: '${PWD}', N: '${COMPOSE_PROJECT_NAME}' } } },
      }),
    },
  },
  'a name in .env': { commit: { 'compose.yaml': web({}) }, host: { '.env': 'COMPOSE_PROJECT_NAME=other' } },
  'configs, secrets and a volume of a folder': {
    commit: {
      'compose.yaml': JSON.stringify({
        services: { web: { image: 'x', configs: ['c', 'i'], secrets: ['s'] } },
        configs: { c: { file: './c.conf' }, i: { content: 'a$$b ${X}' } },
        secrets: { s: { file: './s.txt' } },
        volumes: { v: { driver_opts: { type: 'none', o: 'bind', device: './v' } } },
      }),
      'c.conf': '',
    },
    host: { 's.txt': '', '.env': 'X=1' },
  },
  'odd names': {
    commit: { 'compose.yaml': web({ env_file: ['a b.env', 'ü.env', "q'q.env"] }), 'a b.env': 'A=1' },
    host: { 'ü.env': 'B=1', "q'q.env": 'C=1', 'new\nline': '', '-dash': '', '$dollar/x': '' },
  },
};
