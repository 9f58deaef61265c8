/**
 * The text of a fleet file with what was found as comments. Everything of a host
 * becomes one line without control characters. Pure.
 */
import { stringify } from 'yaml';
import { scrub } from '../../fleet/file/problems/key-material';
import { onlyIf } from '../../lib/only-if';
import { plainText } from '../../lib/plain-text';
import { sentences } from '../../lib/sentences';
import { isSection } from '../../lib/unchecked';
import type { Row } from '../check/types';
import { proxyTexts } from './proxy';
import type { DraftApp, FoundHost } from './types';

const WIDTH = 100;
const LONGEST = 600;

export interface Header {
  fleet: string;
  /** When, for people. */
  date: string;
  /** Path of the JSON schema, as seen from the file; null: it is not near. */
  schema: string | null;
}

export function fleetText(
  header: Header,
  hosts: FoundHost[],
  apps: DraftApp[],
  here: Row[] = [],
  ofHosts: Row[] = [],
): string {
  const live = apps.filter(({ left }) => !left);
  return [
    ...onlyIf(header.schema !== null, `# yaml-language-server: $schema=${header.schema}`),
    ...comment(
      sentences(
        `Written by \`roost init\` on ${header.date} from what runs; nothing was changed there.`,
        'Change it as you like, and `roost init --diff` shows what is new.',
      ),
    ),
    ...comment(
      'Next: `roost check`, `roost up`, `roost deploy APP --plan`. All settings: docs/fleet-file.md',
    ),
    ...checkSays(here),
    `fleet: ${header.fleet}`,
    'hosts:',
    ...indented(
      hosts.flatMap((host) =>
        hostBlock(
          host,
          ofHosts.filter(({ subject }) => subject === host.name),
        ),
      ),
    ),
    live.length === 0 ? 'apps: {}' : 'apps:',
    ...indented(apps.flatMap((app) => [...appBlock(app), ''])),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

export function hostBlock({ name, fields, fingerprint, stacks }: FoundHost, rows: Row[] = []): string[] {
  const { docker, loose, projects } = stacks;
  const engine = 'version' in docker ? `Docker ${docker.version}` : `no Docker: ${docker.failure}`;
  return [
    ...comment(
      sentences(
        `${engine}, ${projects.length} Compose projects.`,
        `Host key ${fingerprint}, as it was seen:`,
        "compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).",
      ),
    ),
    ...onlyIf(stacks.cut, ...comment('There is more than was read: projects may be missing here.')),
    ...(loose.length > 0
      ? comment(`Left as they are, since no Compose project made them: ${loose.slice(0, 20).join(', ')}`)
      : []),
    ...proxyTexts(stacks).flatMap((text) => comment(text)),
    ...checkSays(rows),
    ...yaml({ [name]: fields }),
  ];
}

export function appBlock(app: DraftApp): string[] {
  const block = [
    ...app.found.flatMap((line) => comment(line)),
    ...app.open.flatMap((line) => comment(`Not certain: ${line}`)),
    ...app.foreseen.flatMap((line) => comment(line)),
  ];
  const lines = yaml({ [app.name]: app.fields });
  if (!app.left) return [...block, ...lines];
  return [
    ...comment(leftMark(app)),
    ...app.left.flatMap((line) => comment(line)),
    ...block,
    ...lines.map((line) => `# ${line}`.trimEnd()),
  ];
}

/** By which a later `--diff` knows what the file has already. */
export const leftMark = ({ project, host }: Pick<DraftApp, 'project' | 'host'>): string =>
  `Left out: project ${project} on ${host}`;

/** What `roost check` will say of it. */
export const foreseen = (row: Row): string => {
  const remedy = row.remedy ? ` -> ${row.remedy}` : '';
  return `check will say: ${row.check}: ${row.says}${remedy}`;
};

const checkSays = (rows: Row[]): string[] => rows.flatMap((row) => comment(foreseen(row)));

/** Values of hosts are quoted by the library where they need it. */
const yaml = (value: unknown): string[] => stringify(plain(value), { lineWidth: 0 }).trimEnd().split('\n');

/** A value with what no path or name should have: the parser then shows what is wrong with it. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isSection(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

const indented = (lines: string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

export function comment(text: string): string[] {
  const folds = !text.startsWith('\t');
  const words = clean(text).split(' ');
  if (!folds) return [`#     ${words.join(' ')}`];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? `# ${word}` : `#   ${word}`);
  }
  return lines;
}

/** One line, nothing that a terminal or an editor interprets, no key. */
export const clean = (text: string): string =>
  scrub(plainText(text))
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
