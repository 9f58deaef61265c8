import { isSection, section, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';

/** What the schema cannot see: that the UI is given one way to know who is logged in. */
export function checkGateway(fleet: Loose): Finding[] {
  const { ui } = section(fleet.gateway);
  if (!isSection(ui) || 'identity' in ui !== 'access' in ui) return [];
  return [{ path: ['gateway', 'ui'], message: 'should have one of identity and access' }];
}

/** What the schema cannot see: tokens that have a file, and a server that is no Enterprise Server. */
export function checkGitHub(fleet: Loose): Finding[] {
  const hasFile = 'file' in section(fleet.secrets);
  return Object.keys(section(section(fleet.github).servers)).flatMap((host) => {
    const path = ['github', 'servers', host];
    if (/^([a-z]+\.)?github\.com$/.test(host))
      return [{ path, message: 'is no Enterprise Server; its token is GITHUB_TOKEN of secrets.file' }];
    if (hasFile) return [];
    return [{ path, message: 'needs the file in which the token stands; add secrets.file' }];
  });
}
