/**
 * Networks and volumes that are there already: Compose leaves them as they are, whatever the files say by
 * now, or stops all that is in a network to make it anew.
 */
import { posix } from 'node:path';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import { anyCode } from '../exit-code';
import type { Host } from '../types';

const made = shellScript(__dirname, 'made');

interface Named {
  kind: 'network' | 'volume';
  key: string;
  /** Docker's. */
  name: string;
  wanted: Loose;
}

/** Those that Compose makes where they are not there. */
export const ownIn = (model: Loose): Named[] =>
  (['network', 'volume'] as const).flatMap((kind) =>
    Object.entries(section(model[`${kind}s`])).flatMap(([key, value]): Named[] => {
      const wanted = section(value);
      return wanted.external ? [] : [{ kind, key, name: text(wanted.name) ?? key, wanted }];
    }),
  );

const madeArgv = (own: Named[]): string[] => made(...own.flatMap(({ kind, name }) => [kind, name]));

/** What those that are there are not, and are to be. Errors: those of the host. */
export async function madeOtherwise(
  host: Pick<Host, 'exec'>,
  model: Loose,
): Promise<{ field: string; message: string }[]> {
  const own = ownIn(model);
  if (own.length === 0) return [];
  const { stdout } = await host.exec(madeArgv(own));
  const paths = [...new Set(devicesOf(own, stdout).filter((path) => path.startsWith('/')))];
  const real = new Map<string, string>();
  for (const path of paths)
    real.set(path, (await host.exec(['readlink', '-f', '--', path], { ok: anyCode })).stdout.trim() || path);
  return otherwiseMade(own, stdout, real);
}

/** Folders and devices of volumes: by way of a link one has two paths. */
const devicesOf = (own: Named[], stdout: string): string[] =>
  own.flatMap(({ wanted }, i) => {
    const there = section(section(read(stdout.split('\0')[i] ?? '')).Options);
    const devices = [section(wanted.driver_opts).device, there.device].flatMap((one) => text(one) ?? []);
    return devices.length === 2 && devices[0] !== devices[1] ? devices : [];
  });

/** `stdout`: of `madeArgv`. `real`: paths without links. */
export function otherwiseMade(
  own: Named[],
  stdout: string,
  real: ReadonlyMap<string, string> = new Map(),
): { field: string; message: string }[] {
  const words = stdout.split('\0');
  return own.flatMap(({ kind, key, name, wanted }, i) => {
    const there = read(words[i] ?? '');
    if (!isSection(there)) return [];
    const differ = kind === 'network' ? ofNetwork(wanted, there) : ofVolume(wanted, there, real);
    if (differ.length === 0) return [];
    const message = sentences(
      `the ${kind} ${name} is there with another ${differ.join(', ')},`,
      kind === 'network'
        ? 'and Docker Compose leaves it so, or stops all that is in it;'
        : 'and Docker Compose leaves it so, since it has data;',
      `write another name under ${kind}s.${key}.name${kind === 'volume' ? ', and bring the data there' : ''},`,
      `or docker ${kind} rm ${name} yourself`,
    );
    return [{ field: `${kind}s.${key}`, message }];
  });
}

function ofNetwork(wanted: Loose, there: Loose): string[] {
  const pools = list(section(there.IPAM).Config).map(section);
  const isThere = (pool: Loose): boolean =>
    pools.some((one) =>
      [
        ['subnet', 'Subnet'],
        ['gateway', 'Gateway'],
        ['ip_range', 'IPRange'],
      ].every(([is, was]) => pool[is!] === undefined || network(pool[is!]) === network(one[was!])),
    );
  return [
    ...driverOf(wanted, there),
    ...(Boolean(wanted.internal) === Boolean(there.Internal) ? [] : ['internal']),
    ...(wanted.enable_ipv6 === undefined || wanted.enable_ipv6 === there.EnableIPv6 ? [] : ['enable_ipv6']),
    ...(list(section(wanted.ipam).config).map(section).every(isThere) ? [] : ['ipam']),
    ...optionsOf(wanted, there),
  ];
}

/** Docker may write an address in another way: `172.30.5.0/16` is `172.30.0.0/16`. */
function network(value: unknown): string {
  const [address = '', length] = (text(value) ?? '').split('/');
  const isLong = address.includes(':');
  const url = `http://${isLong ? `[${address}]` : address}`;
  if (!URL.canParse(url)) return `${address}/${length}`;
  const plain = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  const bits = isLong
    ? longBits(plain)
    : plain
        .split('.')
        .map((part) => binary(Number(part), 8))
        .join('');
  return bits.slice(0, length === undefined ? bits.length : Number(length));
}

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0');

/** `::` stands for as many zeros as are missing. */
function longBits(address: string): string {
  const [head = '', tail] = address.split('::');
  const parts = (of: string): string[] => of.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - parts(head).length - parts(tail).length;
  const all = [...parts(head), ...Array<string>(Math.max(missing, 0)).fill('0'), ...parts(tail ?? '')];
  return all.map((part) => binary(parseInt(part, 16), 16)).join('');
}

const ofVolume = (wanted: Loose, there: Loose, real: ReadonlyMap<string, string>): string[] => [
  ...driverOf(wanted, there),
  ...optionsOf(wanted, there, real),
];

const driverOf = ({ driver }: Loose, { Driver }: Loose): string[] =>
  (text(driver) ?? '') === '' || driver === 'default' || driver === Driver ? [] : ['driver'];

/** Those that are written; Docker may add others. */
function optionsOf(
  { driver_opts }: Loose,
  { Options }: Loose,
  real: ReadonlyMap<string, string> = new Map(),
): string[] {
  const has = section(Options);
  const tidy = (value: unknown): string =>
    typeof value === 'string' && value.startsWith('/')
      ? posix.normalize(real.get(value) ?? value).replace(/(.)\/$/, '$1')
      : String(value as string | number);
  return Object.entries(section(driver_opts))
    .filter(([key, value]) => tidy(has[key] ?? '') !== tidy(value))
    .map(([key]) => `driver_opts.${key}`);
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
