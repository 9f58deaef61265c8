/** A sample delivery in GitHub's shape, which `roost webhook test`, the lab and the bench send. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { AppConfig } from '../../fleet/file';

export interface Delivery {
  headers: Record<string, string>;
  body: string;
}

type Sampled = Pick<AppConfig, 'name' | 'repository' | 'branch'>;

/** Signed as GitHub signs. `after`: the commit that the push names as new; no deploy acts on it. */
export function samplePush(app: Sampled, secret: string, after = sampleCommit(app.name)): Delivery {
  const body = JSON.stringify(pushOf(app, after));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/roost',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  };
}

const sampleCommit = (name: string): string =>
  createHash('sha1').update(`roost webhook test ${name}`).digest('hex');

function pushOf({ name, repository, branch }: Sampled, after: string): Record<string, unknown> {
  const owner = /([^/:]+)\/[^/]+$/.exec(repository)?.[1] ?? 'owner';
  const repositoryName = repository.replace(/^.*[/:]/, '').replace(/\.git$/, '');
  const person = { name: 'roost', email: 'roost@localhost' };
  const commit = {
    id: after,
    message: `A test of the webhook of ${name}`,
    timestamp: '2026-01-01T00:00:00Z',
    author: person,
    committer: person,
  };
  return {
    ref: `refs/heads/${branch}`,
    before: '1'.repeat(40),
    after,
    created: false,
    deleted: false,
    forced: false,
    base_ref: null,
    // Without a list of files the push passes a path filter.
    commits: [],
    head_commit: commit,
    pusher: person,
    repository: {
      id: 1,
      name: repositoryName,
      full_name: `${owner}/${repositoryName}`,
      private: true,
      html_url: repository,
      ssh_url: repository,
      clone_url: repository,
      git_url: repository,
      default_branch: branch,
    },
    sender: { login: 'roost', id: 1, type: 'User' },
  };
}
