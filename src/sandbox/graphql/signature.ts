/** What GitHub says of a commit's signature, in GraphQL's own words for it. */
import { WEB_FLOW } from '../github/accounts.ts';
import type { Commit } from '../github/git.ts';

/** Where the REST interface says it otherwise. */
const STATES: Readonly<Record<string, string>> = {
  malformed_signature: 'MALFORMED_SIG',
  unknown_signature_type: 'UNKNOWN_SIG_TYPE',
};

/** Null for a commit without one. */
export const signatureNode = ({ signature, committer }: Commit): object | null =>
  signature === undefined
    ? null
    : {
        __typename: 'GpgSignature',
        email: committer.email,
        isValid: signature === 'valid',
        state: STATES[signature] ?? signature.toUpperCase(),
        wasSignedByGitHub: committer.name === WEB_FLOW.name,
        keyId: null,
      };
