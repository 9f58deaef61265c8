import type { Define, VerbGroup } from './types';

type Load = () => Promise<Define>;

/**
 * In the order of the help, grouped by purpose. A verb loads when it is used:
 * loading all of them takes longer than most of them run.
 */
const verbGroups: Record<string, Record<string, Load>> = {
  'Releases:': {
    deploy: async () => (await import('./release/deploy')).defineDeploy,
    rollback: async () => (await import('./release/rollback')).defineRollback,
    releases: async () => (await import('./release/releases')).defineReleases,
  },
  'Runs:': {
    runs: async () => (await import('./runs/runs')).defineRuns,
    show: async () => (await import('./runs/show')).defineShow,
    decide: async () => (await import('./runs/decide')).defineDecide,
    cancel: async () => (await import('./runs/cancel')).defineCancel,
    audit: async () => (await import('./runs/audit')).defineAudit,
  },
  'Hosts:': {
    host: async () => (await import('./hosts/host')).defineHost,
    fleet: async () => (await import('./hosts/fleet')).defineFleet,
    provision: async () => (await import('./hosts/provision')).defineProvision,
    cloudflare: async () => (await import('./cloudflare/cloudflare')).defineCloudflare,
  },
  'Keys and secrets:': {
    secrets: async () => (await import('./secrets/secrets')).defineSecrets,
    rotate: async () => (await import('./rotation/rotate')).defineRotate,
  },
  'Backup:': {
    backup: async () => (await import('./backup/backup')).defineBackup,
    restore: async () => (await import('./restore/restore')).defineRestore,
    drill: async () => (await import('./drill/drill')).defineDrill,
    recover: async () => (await import('./recover/recover')).defineRecover,
    'recover-control': async () => (await import('./recover/control/control')).defineRecoverControl,
    move: async () => (await import('./move/move')).defineMove,
    archive: async () => (await import('./archive/archive')).defineArchive,
    browse: async () => (await import('./backup/browse')).defineBrowse,
    snapshots: async () => (await import('./backup/snapshots')).defineSnapshots,
    schedules: async () => (await import('./backup/schedules')).defineSchedules,
  },
  'Over SSH, also while Temporal is down:': {
    init: async () => (await import('./installation/init')).defineInit,
    check: async () => (await import('./hosts/check')).defineCheck,
    status: async () => (await import('./hosts/status')).defineStatus,
    logs: async () => (await import('./hosts/logs')).defineLogs,
    maintenance: async () => (await import('./hosts/maintenance')).defineMaintenance,
    resume: async () => (await import('./release/resume')).defineResume,
    lock: async () => (await import('./hosts/lock')).defineLock,
  },
  'Temporal, worker and gateway:': {
    up: async () => (await import('./installation/up')).defineUp,
    down: async () => (await import('./installation/down')).defineDown,
    install: async () => (await import('./installation/install')).defineInstall,
    uninstall: async () => (await import('./installation/uninstall')).defineUninstall,
    webhook: async () => (await import('./installation/webhook')).defineWebhook,
    notify: async () => (await import('./installation/notify')).defineNotify,
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
