import type { Define, VerbGroup } from './types';

type Load = () => Promise<Define>;

/**
 * In the order of the help, grouped by purpose. A verb loads when it is used:
 * loading all of them takes longer than most of them run.
 */
const verbGroups: Record<string, Record<string, Load>> = {
  'Releases:': {
    deploy: async () => (await import('./deploy')).defineDeploy,
    rollback: async () => (await import('./rollback')).defineRollback,
    releases: async () => (await import('./releases')).defineReleases,
  },
  'Runs:': {
    runs: async () => (await import('./runs')).defineRuns,
    show: async () => (await import('./show')).defineShow,
    decide: async () => (await import('./decide')).defineDecide,
    cancel: async () => (await import('./cancel')).defineCancel,
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
  'Over SSH, also while Temporal is down:': {
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

/** The verbs that a command line needs: its own, or all of them for the help and for a misspelt verb. */
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
