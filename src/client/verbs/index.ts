import type { Define, VerbGroup } from './types';

type Load = () => Promise<Define>;

/**
 * In the order of the help, by what an operator is after. A verb loads when it
 * is wanted: all of them together take longer than most of them run.
 */
const verbGroups: Record<string, Record<string, Load>> = {
  'Change what serves:': {
    deploy: async () => (await import('./deploy')).defineDeploy,
    rollback: async () => (await import('./rollback')).defineRollback,
  },
  'See and steer runs:': {
    runs: async () => (await import('./runs')).defineRuns,
    show: async () => (await import('./show')).defineShow,
    decide: async () => (await import('./decide')).defineDecide,
    cancel: async () => (await import('./cancel')).defineCancel,
    releases: async () => (await import('./releases')).defineReleases,
    audit: async () => (await import('./audit')).defineAudit,
  },
  'Hosts:': {
    host: async () => (await import('./host')).defineHost,
  },
  'Backup:': {
    backup: async () => (await import('./backup')).defineBackup,
    snapshots: async () => (await import('./snapshots')).defineSnapshots,
    schedules: async () => (await import('./schedules')).defineSchedules,
  },
  'Straight over SSH, with Temporal down too:': {
    check: async () => (await import('./check')).defineCheck,
    status: async () => (await import('./status')).defineStatus,
    maintenance: async () => (await import('./maintenance')).defineMaintenance,
    resume: async () => (await import('./resume')).defineResume,
    lock: async () => (await import('./lock')).defineLock,
  },
  'Temporal, worker and gateway:': {
    up: async () => (await import('./up')).defineUp,
    down: async () => (await import('./down')).defineDown,
    install: async () => (await import('./install')).defineInstall,
    uninstall: async () => (await import('./uninstall')).defineUninstall,
    webhook: async () => (await import('./webhook')).defineWebhook,
    notify: async () => (await import('./notify')).defineNotify,
  },
  'Help:': {
    'exit-codes': async () => (await import('./exit-codes')).defineExitCodes,
  },
};

/** What a command line needs: its verb alone, or all of them for the help and for what is misspelt. */
export async function verbsFor([first = '']: string[]): Promise<VerbGroup[]> {
  const known = Object.values(verbGroups).some((verbs) => Object.hasOwn(verbs, first));
  const wanted = (verbs: Record<string, Load>): Load[] =>
    Object.entries(verbs).flatMap(([name, load]) => (!known || name === first ? [load] : []));
  return Promise.all(
    Object.entries(verbGroups).map(async ([title, verbs]) => ({
      title,
      defines: await Promise.all(wanted(verbs).map((load) => load())),
    })),
  );
}
