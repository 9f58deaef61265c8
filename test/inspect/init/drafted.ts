import type { StackProject } from '../../../src/host/stacks';
import { draftApps } from '../../../src/inspect/init/draft';
import { fitToParser, withData } from '../../../src/inspect/init/settle';
import type { DraftApp, FoundHost } from '../../../src/inspect/init/types';
import { host, project } from './found';

export const header = { fleet: 'home', date: '2026-03-04', schema: null };
export const settings = { file: 'fleet.yaml', home: '/home/op' };
export function draft(hosts: FoundHost[]): DraftApp[] {
  const apps = withData(fitToParser(header, hosts, draftApps(hosts), settings), hosts);
  return fitToParser(header, hosts, apps, settings).apps;
}
export const only = (one: Partial<StackProject>, more: object = {}): DraftApp =>
  draft([host([project(one)], more)])[0]!;
