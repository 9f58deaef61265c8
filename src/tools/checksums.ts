/**
 * SHA-256 of the release files that `table.ts` names. If the files of a release are replaced, its
 * checksum file changes too, so a download is compared with these first. Change them together with the
 * version.
 */
export const checksums: Record<string, string> = {
  'temporal_cli_1.5.1_linux_amd64.tar.gz': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  'temporal_cli_1.5.1_linux_arm64.tar.gz': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  'temporal_cli_1.5.1_darwin_amd64.tar.gz':
    'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  'temporal_cli_1.5.1_darwin_arm64.tar.gz':
    'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
  'sops-v3.13.3.linux.amd64': 'e5bec3346a873ae91d871550f3e698c1aad962aff462a080e40f25fde17fef6b',
  'sops-v3.13.3.linux.arm64': '53b0abacd38ef1b12a66d6c100956691b9cefce018d91f81e73ddf7438b94d77',
  'sops-v3.13.3.darwin.amd64': '42162d5cef10b74fcf80a045a70e658d7ce6e63d6ea1be6f347e44015714468d',
  'sops-v3.13.3.darwin.arm64': 'b97c0d434aab577dc40310e8d22ff9e45eef4c80638ab978daae9b4681c59286',
  'restic_0.18.1_linux_amd64.bz2': '680838f19d67151adba227e1570cdd8af12c19cf1735783ed1ba928bc41f363d',
  'restic_0.18.1_linux_arm64.bz2': '87f53fddde38764095e9c058a3b31834052c37e5826d2acf34e18923c006bd45',
  'restic_0.18.1_darwin_amd64.bz2': 'eb8543ed92ff1ddb67762daebf09f7bea4b0c37d21edb6a910bee3d4f514015f',
  'restic_0.18.1_darwin_arm64.bz2': '193fccc8bb4567b498923bc70261e104ff22be88016f0f108b035dad372ab711',
};
