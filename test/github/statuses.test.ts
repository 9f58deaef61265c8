/** One suite, against the fake and, where a token is given, against GitHub itself. */
import { gitHubOf, type GitHubRepository } from '../../src/github/repository';
import { createStatuses } from '../../src/github/statuses';
import { fakeGitHub, type FakeGitHub } from './fake';

interface GitHub {
  token: string;
  repository: GitHubRepository;
  /** A commit of the repository. */
  commit: string;
}

const COMMIT = 'a1b2c3d4'.repeat(5);
const status = {
  state: 'success',
  description: 'deployed',
  url: 'https://temporal.example/runs/1',
  context: 'roost/test',
} as const;

function contract(of: () => GitHub): void {
  const write = (more: Partial<GitHub> = {}, description: string = status.description) => {
    const { token, repository, commit } = { ...of(), ...more };
    return createStatuses({ token, repository }).write(commit, { ...status, description });
  };

  it('takes every state, and a description of any length', async () => {
    const { token, repository, commit } = of();
    for (const state of ['pending', 'failure', 'error', 'success'] as const)
      await createStatuses({ token, repository }).write(commit, { ...status, state });
    await write({}, 'x'.repeat(500));
  });

  it.each([
    ['a wrong token', () => ({ token: 'ghp_wrong' }), 401],
    [
      'a repository that it does not show to this token',
      () => ({ repository: { ...of().repository, name: 'no-such-repository-of-roost' } }),
      404,
    ],
    ['a commit that it does not have', () => ({ commit: 'f'.repeat(40) }), 422],
  ])('refuses %s for good', async (_what, more, code) => {
    await expect(write(more())).rejects.toMatchObject({
      code: 'GitHubFailed',
      details: { status: code },
      traits: { retry: 'never' },
    });
  });
}

describe('the fake GitHub', () => {
  let fake: FakeGitHub;
  beforeAll(async () => {
    fake = await fakeGitHub({ token: 'ghp_right', repository: 'sgos/phone', commits: [COMMIT] });
  });
  afterAll(() => fake.close());
  const of = (): GitHub => ({
    token: 'ghp_right',
    repository: { api: fake.url, owner: 'sgos', name: 'phone' },
    commit: COMMIT,
  });

  contract(of);

  it('keeps what was written, with the link to the run', async () => {
    const { token, repository } = of();
    await createStatuses({ token, repository }).write(COMMIT, status);
    const { url, ...rest } = status;
    expect(fake.statuses(COMMIT)[0]).toEqual({ ...rest, target_url: url });
  });

  it.each([403, 500, 502])('a %d may pass: it is tried again', async (code) => {
    fake.failNext(code);
    const { token, repository } = of();
    await expect(createStatuses({ token, repository }).write(COMMIT, status)).rejects.toMatchObject({
      details: { status: code },
      traits: { retry: undefined },
    });
  });

  it('a GitHub that is away says no token', async () => {
    const away = createStatuses({
      token: 'ghp_right',
      repository: { api: 'http://127.0.0.1:1', owner: 'sgos', name: 'phone' },
    }).write(COMMIT, status);
    await expect(away).rejects.toMatchObject({
      code: 'GitHubFailed',
      traits: { retry: undefined },
      message: expect.not.stringContaining('ghp_right'),
    });
  });
});

const {
  ROOST_TEST_GITHUB_TOKEN: token,
  ROOST_TEST_GITHUB_REPOSITORY: address,
  ROOST_TEST_GITHUB_COMMIT: commit,
} = process.env;
if (!token)
  process.stderr.write(
    '  GitHub itself is not asked: ROOST_TEST_GITHUB_TOKEN, _REPOSITORY and _COMMIT are not set\n',
  );
(token ? describe : describe.skip)('GitHub itself', () =>
  contract(() => ({ token: token!, repository: gitHubOf(address!, {})!, commit: commit! })),
);
