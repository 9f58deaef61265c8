import { atLeast } from '../lib/version';

/** The source of a tool that roost runs on the control host. */
export interface Tool {
  /** The version that is fetched. */
  version: string;
  /** The Go module of the tool. */
  goModule: string;
  /** The package within, in the form for `go install`. */
  goPackage: string;
  /** A file of the official release and its checksum file; absent where the release has no checksums. */
  release?: (platform: Platform) => Release;
  /** Whether the version that a tool on PATH prints is recent enough. Absent: any version is. */
  accepts?: (versionOutput: string) => boolean;
  /** What prints the version; absent: `--version`. */
  versionArgs?: string[];
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
  | 'docker-compose'
  | 'temporal-server'
  | 'temporal-sql-tool';

/** The oldest server with all features that roost uses (reset, schedules, user metadata). */
const oldestServer = '1.27';

/** The oldest version with the command `decrypt`. */
const oldestSops = '3.9';

/** The oldest version with an exit code for each kind of failure. */
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
    // A CLI built by Go prints no version of its own, but always that of its server.
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
    accepts: isRecent(/^sops (\d+\.\d+)/, oldestSops),
    // Else it asks GitHub for the newest one.
    versionArgs: ['--disable-version-check', '--version'],
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
    versionArgs: ['version'],
  },
  age: { version: '1.3.1', goModule: 'filippo.io/age', goPackage: 'filippo.io/age/cmd/age' },
  'age-keygen': { version: '1.3.1', goModule: 'filippo.io/age', goPackage: 'filippo.io/age/cmd/age-keygen' },
  // For tests with a whole cluster on this machine: the version of docker-compose.temporal.yml.
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
  // For tests only: on hosts it comes with Docker.
  'docker-compose': {
    version: '2.40.3',
    goModule: 'github.com/docker/compose/v2',
    goPackage: 'github.com/docker/compose/v2/cmd',
    // The first, which Debian still has, was another program.
    accepts: (output) => /version dev/.test(output) || isRecent(/version v?(\d+\.\d+)/, '2.20')(output),
    versionArgs: ['version'],
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
