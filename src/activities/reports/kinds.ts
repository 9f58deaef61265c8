/** How the runs of each kind are reported. */
import { runKindOf, type RunKind } from '../../protocol/plan-kinds';
import type { Deps } from '../deps';
import { noteAttempt } from './backup-attempt';
import { noteDrill } from './drill-end';
import { noteProvision } from './provision-end';
import { noteRehearsal } from './rehearsal-end';
import type { FinishedRun } from './types';

interface ReportRule {
  /** A good run of one of these workflows makes up for a failed one of another. */
  family: string[];
  /** What else keeps a record of a run: of one that did not succeed, and of each. */
  noteFailure?(deps: Deps, run: FinishedRun): Promise<void>;
  note?(deps: Deps, run: FinishedRun): Promise<void>;
}

const release: ReportRule = { family: ['deploy', 'rollback'] };

const rules: Record<RunKind, ReportRule> = {
  deploy: release,
  rollback: release,
  backup: { family: ['backup'], noteFailure: noteAttempt },
  restore: { family: ['restore'] },
  drill: { family: ['drill'], note: noteDrill },
  recover: { family: ['recover'] },
  move: { family: ['move'] },
  archive: { family: ['archive'] },
  nightlyDrill: { family: ['nightlyDrill'] },
  restoreApps: { family: ['restoreApps'] },
  hostFacts: { family: ['hostFacts'] },
  provision: { family: ['provision'], note: noteProvision },
  patch: { family: ['patch'] },
  patchHosts: { family: ['patchHosts'] },
  cloudflareApply: { family: ['cloudflareApply'] },
  cloudflareAdopt: { family: ['cloudflareAdopt'] },
  cloudflareRotate: { family: ['cloudflareRotate'] },
  rotate: { family: ['rotate'] },
  rehearse: { family: ['rehearse'], note: noteRehearsal },
  rehearsals: { family: ['rehearsals'] },
  nightlyBackup: { family: ['nightlyBackup'] },
};

export function reportRuleOf(workflow: string): ReportRule {
  const kind = runKindOf(workflow);
  return kind === null ? { family: [workflow] } : rules[kind];
}
