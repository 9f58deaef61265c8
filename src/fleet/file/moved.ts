import { appOf, hostOf } from './lookup';
import type { Fleet } from './types';

/** The fleet with the app on that host. Errors: `UnknownApp`, `UnknownHost`. */
export function movedFleet(fleet: Fleet, name: string, to: string): Fleet {
  const app = appOf(fleet, name);
  const before = hostOf(fleet, app.host).proxy?.url;
  const after = hostOf(fleet, to).proxy?.url;
  const { cloudflare } = app;
  // By default the tunnel leads to the proxy of the app's host.
  const ingress =
    cloudflare && cloudflare.service === before ? { ...cloudflare, service: after ?? '' } : cloudflare;
  return { ...fleet, apps: { ...fleet.apps, [name]: { ...app, host: to, cloudflare: ingress } } };
}
