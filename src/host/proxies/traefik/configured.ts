/**
 * Whether the app's router leads to roost's service, by labels of
 * containers and files of the provider. Pure.
 */
import { isSection } from '../../../lib/unchecked';
import type { Configured, ProxiedApp } from '../types';
import { serviceOf } from './files';

/** `loaded`: lines `folder PATH`, `args JSON`, `labels JSON`, `file TEXT` as read.sh prints them. */
export function configuredBy(loaded: string, { name, domain = '' }: ProxiedApp): Configured | null {
  const lines = loaded.split('\n').map((line) => {
    const at = line.indexOf(' ');
    return { tag: line.slice(0, at), value: line.slice(at + 1) };
  });
  const of = (tag: string): string[] => lines.filter((line) => line.tag === tag).map(({ value }) => value);
  if (of('args').length === 0) return null;
  const services = [
    ...of('labels').flatMap((labels) => byLabels(labels, domain)),
    ...byFiles(of('file'), domain),
  ];
  const wanted = [serviceOf(name), `${serviceOf(name)}@file`];
  return {
    site: services.length > 0,
    maintenance: watches(of('folder')[0] ?? '', of('args')[0] ?? ''),
    slots: services.length > 0 && services.every((service) => wanted.includes(service)),
  };
}

/** The folder is the one that its arguments name; a static file may name it instead. */
function watches(folder: string, args: string): boolean {
  if (folder === '') return false;
  const [, named] = /--providers\.file\.directory[= ]"?,?"?([^"\s,]+)/i.exec(args) ?? [];
  return named === undefined || named.replace(/\/+$/, '') === folder;
}

const leadsTo = (rule: string, domain: string): boolean => domain !== '' && rule.includes(`\`${domain}\``);

/** The service of each router for the domain; empty where the label leaves it to Traefik. */
function byLabels(json: string, domain: string): string[] {
  let labels: unknown;
  try {
    labels = JSON.parse(json);
  } catch {
    return [];
  }
  if (!isSection(labels)) return [];
  const all = new Map(Object.entries(labels).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return [...all].flatMap(([key, value]) => {
    const [, router] = /^traefik\.http\.routers\.([^.]+)\.rule$/.exec(key) ?? [];
    if (router === undefined || !leadsTo(value, domain)) return [];
    return [all.get(`traefik.http.routers.${router}.service`) ?? ''];
  });
}

/** Routers in files of people, YAML: the service beside the rule. */
function byFiles(lines: string[], domain: string): string[] {
  return lines.flatMap((line, i) => {
    if (!/^\s*"?rule"?\s*:/.test(line) || !leadsTo(line, domain)) return [];
    const depth = line.search(/\S/);
    const isBeside = (other: string): boolean => other.trim() === '' || other.search(/\S/) >= depth;
    const until = (part: string[]): string[] => {
      const end = part.findIndex((other) => !isBeside(other));
      return end < 0 ? part : part.slice(0, end);
    };
    const beside = [...until(lines.slice(0, i).reverse()), ...until(lines.slice(i + 1))];
    const service = beside.find((other) => other.search(/\S/) === depth && /^\s*service\s*:/.test(other));
    return [
      service
        ?.replace(/^\s*service\s*:\s*/, '')
        .replace(/['"]|\s*#.*$/g, '')
        .trim() ?? '',
    ];
  });
}
