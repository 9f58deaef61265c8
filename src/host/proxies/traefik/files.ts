/** The files that roost writes for Traefik's file provider. Pure. */
import { stringify } from 'yaml';
import type { ProxyConfig } from '../../../fleet/file/host/types';
import type { Slot } from '../../../protocol/steps/release';
import { slotAlias, slots } from '../slots';
import type { ProxiedApp } from '../types';

/**
 * Above the length of any rule, which is a router's default priority,
 * and below what Traefik keeps for itself.
 */
const ABOVE_ALL = 1_000_000_000;
/** The entry point that cannot be reached from outside: roost asks there what Traefik has taken. */
const ASKED = ['roost'];

/** The service that the app's own router names. */
export const serviceOf = (app: string): string => `roost-${app}`;
/** No name of an app has an underscore, so that none is another one's part. */
const part = (app: string, what: string): string => `${serviceOf(app)}_${what}`;

type Section = Record<string, object>;
interface Http {
  routers?: Section;
  services?: Section;
  middlewares?: Section;
}

/** Traefik reads each file as a template of Go: text of people must open none. */
const text = (http: Http, line = 'Written by roost: changes are lost.'): string =>
  `# ${line.replace(/\{(?=\{)/g, '{ ')}\n${stringify({ http }, { lineWidth: 0 })}`;

const to = (url: string): object => ({ loadBalancer: { servers: [{ url }] } });
const host = (...domains: string[]): string => domains.map((domain) => `Host(\`${domain}\`)`).join(' || ');

/** Answers 302 to the one who asks whether Traefik has taken a file; the app gets no request. */
function taken({ probe }: ProxyConfig, app: string, what: string): Http {
  if (!probe) return {};
  const name = part(app, what === 'maintenance' ? 'page-taken' : 'slot-taken');
  const redirectRegex = { regex: '.*', replacement: 'http://roost.invalid/' };
  return {
    routers: {
      [name]: { entryPoints: ASKED, rule: host(`${what}.${app}.taken`), middlewares: [name], service: name },
    },
    services: { [name]: to('http://127.0.0.1:1') },
    middlewares: { [name]: { redirectRegex } },
  };
}

function together(...parts: Http[]): Http {
  const all = (key: keyof Http): Section | undefined => {
    const section = Object.assign({}, ...parts.map((part) => part[key] ?? {})) as Section;
    return Object.keys(section).length > 0 ? section : undefined;
  };
  return { routers: all('routers'), services: all('services'), middlewares: all('middlewares') };
}

/** The requests go to a slot. */
export const inSlot = (config: ProxyConfig, { name, port = 80 }: ProxiedApp, slot: Slot): string =>
  text(
    together(
      { services: { [serviceOf(name)]: to(`http://${slotAlias(name, slot)}:${port}`) } },
      taken(config, name, slot),
    ),
  );

/** The requests go to the container by its own name; its file sorts behind those of the slots. */
export const byName = (config: ProxyConfig, { name, port = 80, container }: ProxiedApp): string =>
  text(
    together(
      { services: { [serviceOf(name)]: to(`http://${container}:${port}`) } },
      taken(config, name, 'name'),
    ),
  );

/** Each slot as Traefik itself reaches it, whatever serves. The app gets its own domain as Host. */
export function probes({ probe }: ProxyConfig, { name, port = 80, domain }: ProxiedApp): string {
  if (!probe) return text({});
  const each = slots.map((slot): Http => {
    const own = part(name, slot);
    const rule = host(`${slot}.${name}.slot`);
    const named = domain ? { middlewares: [part(name, 'host')] } : {};
    return {
      routers: { [own]: { entryPoints: ASKED, rule, service: own, ...named } },
      services: { [own]: to(`http://${slotAlias(name, slot)}:${port}`) },
    };
  });
  const headers = { customRequestHeaders: { Host: domain } };
  const middlewares = domain ? { [part(name, 'host')]: { headers } } : undefined;
  return text(together(...each, { middlewares }));
}

/**
 * Routers for the domains of these apps that come before their own ones, with and without TLS.
 * `line`: the owner's. Without a page of the fleet Traefik answers 502.
 */
export function maintenance(
  config: ProxyConfig,
  line: string,
  app: string | null,
  apps: ProxiedApp[],
): string {
  const domains = apps.flatMap(({ domain }) => domain ?? []);
  const name = part(app ?? 'global', 'maintenance');
  if (domains.length === 0) return text({}, line);
  const router = { rule: host(...domains), priority: ABOVE_ALL, service: name };
  const own = {
    routers: { [name]: router, [`${name}_tls`]: { ...router, tls: {} } },
    services: { [name]: to(config.maintenance ?? 'http://127.0.0.1:1') },
  };
  return text(together(own, taken(config, app ?? 'global', 'maintenance')), line);
}
