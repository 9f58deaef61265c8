import {
  checkContract,
  contractLine,
  type ContractReport,
  type SourceFiles,
} from '../../../src/fleet/contract';
import { parseFleet, type AppConfig } from '../../../src/fleet/file';
import { sample } from '../file/sample';

const fleet = parseFleet(sample, { file: 'fleet.yaml', home: '/home/op' });

const asWritten = fleet.apps.phone!;
export const phone: AppConfig = { ...asWritten, data: { ...asWritten.data, shared: true } };
export const wiki = fleet.apps.wiki!;

export const manifest = {
  name: 'sgos-phone',
  description: 'Voicemail',
  version: '1.4.0',
  migration: 'safe',
  scripts: { postdeploy: 'npm run migrate' },
  sgos: { domain: 'phone.sgos.example' },
};

export const compose = `
services:
  app:
    build: .
    image: phone:\${TAG}
    container_name: sgos-phone-app
    healthcheck:
      test: [CMD, curl, -f, http://127.0.0.1:8080/health]
      interval: 5s
      start_period: 30s
    networks: [sgos, internal]
    volumes: [../data/voicemails:/voicemails]
  db:
    image: postgres:17
networks:
  sgos: { external: true }
  internal:
`;

/** The files of a repository that fulfils contract sgos and may be replaced without an interruption. */
export const good: SourceFiles = {
  'app.json': JSON.stringify(manifest),
  'CHANGELOG.md': '# Changelog\n',
  '.env.sops': 'KEY=ENC[AES256_GCM,data:x]\n',
  '.sops.yaml': 'creation_rules: []\n',
  'docker-compose.yml': compose,
};

export const check = (files: SourceFiles, app: AppConfig = phone): ContractReport =>
  checkContract({ app, files });

export const problems = (files: SourceFiles, app?: AppConfig): string[] =>
  check(files, app).problems.map(contractLine);

/** The good files with one text of the Compose file replaced; the text must be there. */
export function withCompose(from: string, to: string): SourceFiles {
  if (!compose.includes(from)) throw new Error(`The Compose file has no ${from}`);
  return { ...good, 'docker-compose.yml': compose.replace(from, () => to) };
}
