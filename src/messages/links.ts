/** Links into GitHub's pages of one repository. SHAs are shown by their first 7 digits. */
import type { PolicySource } from '../core/policy.ts';
import type { Sha } from '../core/release.ts';
import { code } from './escape.ts';

export interface Links {
  commit(sha: Sha): string;
  pull(number: number): string;
  /** Everything that `head` has beyond `base`. */
  comparison(base: Sha, head: Sha): string;
  policy(source: PolicySource): string;
  /** A deployment, by the page that lists those of its environment: it has none of its own. */
  deployment(id: string, environment: string): string;
}

/** `base` is the repository's page, without a trailing slash. */
export const linksFor = (base: string): Links => ({
  commit: (sha) => `[${code(sha.slice(0, 7))}](${base}/commit/${sha})`,
  pull: (number) => `[#${number}](${base}/pull/${number})`,
  comparison: (from, head) => `[all of them](${base}/compare/${from}...${head})`,
  deployment: (id, environment) =>
    `[Deployment ${code(id)}](${base}/deployments/${encodeURIComponent(environment)})`,
  policy: ({ path, sha }) =>
    sha === null
      ? 'the built-in policy'
      : `[${code(path)} at ${code(sha.slice(0, 7))}](${base}/blob/${sha}/${path})`,
});
