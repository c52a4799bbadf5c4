/** What is said for the gate `commit-signature`, with GitHub's reasons in words. */
import type { CommitSignatureReason, Unverified } from '../../core/gates/commit-signature.ts';
import { code } from '../escape.ts';
import type { Links } from '../links.ts';
import { list } from '../people.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const commitSignatureWords: Words<CommitSignatureReason, GateContext> = {
  verified: ({ commits }) => ({
    sentence:
      commits === 1
        ? 'GitHub verified the signature of its commit'
        : `GitHub verified the signatures of all ${commits} commits`,
  }),
  not_verified: ({ commits }, { links }) => ({
    sentence: `not verified by GitHub: ${someCommits(commits, links)}`,
    remedy: commits.every(({ reason }) => OF_THE_KEY.includes(reason))
      ? 'Whoever signed can add the key or the address to their GitHub account, then press Check again; or sign the commits anew and ask again.'
      : 'Sign the commits, push them, and ask again for the new head.',
  }),
  not_looked_at: ({ commits }, { links }) => ({
    sentence: `GitHub could not look at the signature of ${list(
      commits.slice(0, MAX_LISTED).map(({ sha }) => links.commit(sha)),
      'and',
    )}`,
    remedy: 'Nothing passes meanwhile; it is tried again by itself.',
  }),
  no_commits: () => ({
    sentence: 'GitHub shows no commits of it, so no signature could be looked at',
    remedy: 'Nothing passes meanwhile; it is tried again by itself.',
  }),
};

/** More than these would drown the rest; all of them are in the record. */
const MAX_LISTED = 20;

/** What its owner can mend on GitHub: the commits stay what they are. */
const OF_THE_KEY = ['unknown_key', 'no_user', 'unverified_email', 'bad_email'];

const someCommits = (commits: readonly Unverified[], links: Links): string => {
  const byReason = Map.groupBy(commits.slice(0, MAX_LISTED), ({ reason }) => reason);
  const more = commits.length - MAX_LISTED;
  const said = [...byReason].map(
    ([reason, of]) =>
      `${list(
        of.map(({ sha }) => links.commit(sha)),
        'and',
      )} (${WHY[reason] ?? code(reason)})`,
  );
  return list(more > 0 ? [...said, `${more} more`] : said, 'and');
};

/** By GitHub's words for the state of a signature; one that is not here is shown as it is. */
const WHY: Readonly<Record<string, string>> = {
  unsigned: 'not signed',
  unknown_key: 'signed with a key that no GitHub account has',
  expired_key: 'signed with a key that has expired',
  not_signing_key: 'signed with a key that is not for signing',
  no_user: 'its committer’s address belongs to no GitHub account',
  unverified_email: 'its committer’s address is not verified on GitHub',
  bad_email: 'its committer’s address is not one of the key’s',
  malformed_sig: 'its signature cannot be read',
  unknown_sig_type: 'its signature is of an unknown kind',
  invalid: 'its signature does not fit the commit',
  bad_cert: 'the certificate of its signature is not valid',
  ocsp_revoked: 'the certificate of its signature was revoked',
};
