import { composeIn } from '../../../../src/activities/app/compose/compose';
import type { StepSite } from '../../../../src/activities/app/site';
import { adoptedUse } from '../../../../src/activities/release/steps/adopt';

/** What resolve.sh prints: the files of variables that nobody names come last. */
const site = (app: object, implied = ''): StepSite =>
  ({
    app: { compose: [], ...app },
    scope: { project: 'wiki' },
    source: '/srv/wiki',
    read: async () => ({ stdout: ['compose.yaml', '0', '', '{}', implied, ''].join('\0') }),
  }) as unknown as StepSite;

/** How an undo of the first deploy starts again what ran. */
async function startedAgain(one: StepSite, files = ['compose.yaml']): Promise<string> {
  const compose = await adoptedUse(one, files);
  return composeIn(one, { release: 0, strategy: 'adopted', compose }).slice(2).join(' ');
}

test('what was adopted is started again with the variables and profiles of its owner', async () => {
  expect(await startedAgain(site({ envFiles: ['compose.env'], profiles: ['more'] }))).toBe(
    'docker compose --project-name wiki --project-directory /srv/wiki --file /srv/wiki/compose.yaml --profile more --env-file /srv/wiki/compose.env',
  );
});

test('… and with an .env that names the files of another folder', async () => {
  expect(await startedAgain(site({}, 'a/.env\n.env'), ['a/compose.yaml'])).toBe(
    'docker compose --project-name wiki --project-directory /srv/wiki/a --file /srv/wiki/a/compose.yaml --env-file /srv/wiki/a/.env --env-file /srv/wiki/.env',
  );
});

test('nothing is known of what has no files', async () => {
  expect(await adoptedUse(site({ profiles: ['p'] }), [])).toBeUndefined();
});
