import { atLeast } from '../lib/version';

/** How to get each tool that roost runs on the control host. */
export interface Tool {
  /** What is fetched when none is there. */
  version: string;
  /** The Go module that holds it. */
  goModule: string;
  /** The package within, as `go install` takes it. */
  goPackage: string;
  /** A file of the official release and the checksum file that lists it; absent where the release has no checksums. */
  release?: (platform: Platform) => Release;
  /** Whether the tool found on PATH, by what it says of its version, will do. Absent: any will. */
  accepts?: (versionOutput: string) => boolean;
  /** What makes it say its version; absent: `--version`. */
  versionArg?: string;
}

export interface Release {
  url: string;
  checksumsUrl: string;
  /** The file within a tar archive that is the tool. */
  member?: string;
  /** The tool itself, compressed. */
  packed?: 'bzip2';
}

export interface Platform {
  os: string;
  arch: string;
}

export type ToolName =
  | 'temporal'
  | 'sops'
  | 'restic'
  | 'age'
  | 'age-keygen'
  | 'versitygw'
  | 'temporal-server'
  | 'temporal-sql-tool';

/** The oldest server that knows all that roost asks of it (reset, schedules, user metadata). */
const oldestServer = '1.27';

/** In every version since then each kind of failure has its exit code. */
const oldestRestic = '0.18';

const isRecent =
  (version: RegExp, oldest: string) =>
  (versionOutput: string): boolean =>
    atLeast(version.exec(versionOutput)?.[1] ?? '0', oldest);

const temporalVersion = '1.5.1';
const clusterVersion = '1.31.2';
const sopsVersion = '3.13.3';
const resticVersion = '0.18.1';
const temporalRelease = `https://github.com/temporalio/cli/releases/download/v${temporalVersion}`;
const resticRelease = `https://github.com/restic/restic/releases/download/v${resticVersion}`;
const sopsRelease = `https://github.com/getsops/sops/releases/download/v${sopsVersion}`;

export const tools: Record<ToolName, Tool> = {
  temporal: {
    version: temporalVersion,
    goModule: 'github.com/temporalio/cli',
    goPackage: 'github.com/temporalio/cli/cmd/temporal',
    release: ({ os, arch }) => ({
      url: `${temporalRelease}/temporal_cli_${temporalVersion}_${os}_${arch}.tar.gz`,
      checksumsUrl: `${temporalRelease}/checksums.txt`,
      member: 'temporal',
    }),
    // A CLI built by Go names no version of its own, but always that of the server inside.
    accepts: isRecent(/Server (\d+\.\d+)/, oldestServer),
  },
  sops: {
    version: sopsVersion,
    goModule: 'github.com/getsops/sops/v3',
    goPackage: 'github.com/getsops/sops/v3/cmd/sops',
    release: ({ os, arch }) => ({
      url: `${sopsRelease}/sops-v${sopsVersion}.${os}.${arch}`,
      checksumsUrl: `${sopsRelease}/sops-v${sopsVersion}.checksums.txt`,
    }),
  },
  restic: {
    version: resticVersion,
    goModule: 'github.com/restic/restic',
    goPackage: 'github.com/restic/restic/cmd/restic',
    release: ({ os, arch }) => ({
      url: `${resticRelease}/restic_${resticVersion}_${os}_${arch}.bz2`,
      checksumsUrl: `${resticRelease}/SHA256SUMS`,
      packed: 'bzip2',
    }),
    accepts: isRecent(/^restic (\d+\.\d+)/, oldestRestic),
    versionArg: 'version',
  },
  age: { version: '1.3.1', goModule: 'filippo.io/age', goPackage: 'filippo.io/age/cmd/age' },
  'age-keygen': { version: '1.3.1', goModule: 'filippo.io/age', goPackage: 'filippo.io/age/cmd/age-keygen' },
  // A whole cluster on this machine, for tests: the version that docker-compose.temporal.yml runs.
  'temporal-server': {
    version: clusterVersion,
    goModule: 'go.temporal.io/server',
    goPackage: 'go.temporal.io/server/cmd/server',
  },
  'temporal-sql-tool': {
    version: clusterVersion,
    goModule: 'go.temporal.io/server',
    goPackage: 'go.temporal.io/server/cmd/tools/sql',
  },
  versitygw: {
    version: '1.8.0',
    goModule: 'github.com/versity/versitygw',
    goPackage: 'github.com/versity/versitygw/cmd/versitygw',
  },
};

/** The names that Go and the releases use for this machine. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: process.arch === 'x64' ? 'amd64' : process.arch };
}
