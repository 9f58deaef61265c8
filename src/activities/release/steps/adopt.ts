/**
 * Keeps what runs by other means as release 0, to which undo returns;
 * and makes that release again for a rollback.
 */
import { posix } from 'node:path';
import { isInside } from '../../../fleet/file/values/paths';
import { shellScript } from '../../../lib/shell-script';
import { imageRef } from '../../../plan/names';
import type { ComposeRecord, ReleaseRecord } from '../../../protocol/release-record';
import type { AdoptedAgain, ReleaseStepArgs } from '../../../protocol/steps/release';
import { currentRun } from '../../activity';
import { useOf } from '../../app/compose/compose';
import { readCompose } from '../../app/compose/reading';
import { servicesIn } from '../../app/containers/services';
import { requireRecord, writeRecord } from '../../app/folder/records';
import { takeSecrets } from '../../app/secrets/secrets';
import type { StepSite } from '../../app/site';

const copyAdopted = shellScript(__dirname, 'copy-adopted');
/** An image gets a reference of our own, else the rebuild would leave it to the next prune. */
const tagPairs = shellScript(__dirname, 'tag-pairs');
const listReferences = shellScript(__dirname, 'list-references');

export async function adoptRelease(
  site: StepSite,
  planned: ReleaseStepArgs['adoptRelease'],
): Promise<string> {
  const { rollback } = planned;
  const former = rollback && (await requireRecord(site, rollback.from));
  const files = planned.compose ?? site.scope.compose;
  const use = former ? former.compose : await adoptedUse(site, files);
  const args = rollback ? planned : { ...planned, images: await imagesOfServices(site, planned.images, use) };
  const references =
    rollback && former ? await copyOf(site, args, rollback, former) : await copyOfWhatRuns(site, args, files);
  const { operation, by, reason } = site.context;
  await writeRecord(site, {
    release: args.release,
    commit: args.commit,
    version: args.version,
    migration: rollback?.migration ?? 'none',
    operation,
    workflowId: rollback ? currentRun().workflowId : '',
    strategy: 'adopted',
    slot: null,
    project: site.scope.project,
    images: Object.fromEntries(
      Object.entries(args.images).map(([service, id]) => [
        service,
        { ref: references[service] ?? imageRef(site.app.name, service, 'adopted'), id },
      ]),
    ),
    compose: use && { ...use, digest: undefined },
    committedAt: rollback ? null : (await site.read(['date', '-u', '+%Y-%m-%dT%H:%M:%SZ'])).stdout.trim(),
    by: rollback ? by : '',
    reason: (rollback && reason) || undefined,
    rollback: rollback?.note,
  });
  return `${Object.keys(args.images).length} images kept`;
}

/** What a person has started beside the app, of a profile or of no file, is not part of the release. */
async function imagesOfServices(
  site: StepSite,
  images: Record<string, string>,
  compose: ComposeRecord | undefined,
): Promise<Record<string, string>> {
  const services = await servicesIn(site, { release: 0, strategy: 'adopted', compose });
  if (!services) return images;
  return Object.fromEntries(Object.entries(images).filter(([name]) => services.active.includes(name)));
}

/** As the app's owner uses Compose: what runs was started so, and an undo starts it so again. */
export async function adoptedUse(site: StepSite, files: string[]): Promise<ComposeRecord | undefined> {
  if (files.length === 0) return undefined;
  const { compose, profiles, envFiles } = site.app;
  const use = { files: compose, profiles, envFiles, project: site.scope.project };
  const reading = await readCompose((argv) => site.read(argv), '', site.source, use);
  return { files, profiles, envFiles: reading.envFiles ?? envFiles };
}

/** By service. */
type References = Record<string, string | undefined>;

async function copyOfWhatRuns(
  site: StepSite,
  args: ReleaseStepArgs['adoptRelease'],
  files: string[],
): Promise<References> {
  const { folder, tree } = site.paths.release(args.release);
  const copies = [
    ...files
      .filter(isInside)
      .map((f) => [posix.join(site.source, f), posix.join(tree, site.scope.source, f)]),
    ...args.secrets.map((s) => [posix.join(site.scope.directory, s.target), posix.join(tree, s.target)]),
  ];
  await site.change(copyAdopted(folder, site.source, ...copies.flat()));
  await tag(site, args.images, 'adopted');
  const { stdout } = await site.read(listReferences(...Object.values(args.images)));
  const references = new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
  return Object.fromEntries(
    Object.entries(args.images).map(([service, id]) => [service, references.get(id)]),
  );
}

/** The former folder again, as another release; its references are what its Compose file asks for. */
async function copyOf(
  site: StepSite,
  args: ReleaseStepArgs['adoptRelease'],
  { from, secretsOf }: AdoptedAgain,
  record: ReleaseRecord,
): Promise<References> {
  const [former, again] = [site.paths.release(from), site.paths.release(args.release)];
  const files = useOf(site, record)
    .files.filter(isInside)
    .map((f) => posix.join(site.scope.source, f));
  const pairs = [
    [former.patch, again.patch],
    ...files.map((f) => [posix.join(former.tree, f), posix.join(again.tree, f)]),
  ];
  await site.change(copyAdopted(again.folder, '', ...pairs.flat()));
  await takeSecrets(site, secretsOf, again.tree, args.secrets);
  await tag(site, args.images, site.context.operation);
  return Object.fromEntries(Object.entries(record.images).map(([service, { ref }]) => [service, ref]));
}

async function tag(site: StepSite, images: Record<string, string>, tagged: string): Promise<void> {
  const pairs = Object.entries(images).flatMap(([service, id]) => [
    id,
    imageRef(site.app.name, service, tagged),
  ]);
  await site.change(tagPairs(...pairs));
}
