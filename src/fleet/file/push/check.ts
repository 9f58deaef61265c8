import { isSection, section, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';

/** Checks beyond the schema: the UI has one source for the name of the person. */
export function checkGateway(fleet: Loose): Finding[] {
  const { ui } = section(fleet.gateway);
  if (!isSection(ui) || 'identity' in ui !== 'access' in ui) return [];
  return [{ path: ['gateway', 'ui'], message: 'should have one of identity and access' }];
}

/** Checks beyond the schema: tokens have a file, and each server is an Enterprise Server. */
export function checkGitHub(fleet: Loose): Finding[] {
  const hasFile = 'file' in section(fleet.secrets);
  return Object.keys(section(section(fleet.github).servers)).flatMap((host) => {
    const path = ['github', 'servers', host];
    if (/^([a-z]+\.)?github\.com$/.test(host))
      return [{ path, message: 'is no Enterprise Server; its token is GITHUB_TOKEN of secrets.file' }];
    if (hasFile) return [];
    return [{ path, message: 'needs the file that holds the token; add secrets.file' }];
  });
}
