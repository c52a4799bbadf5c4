/**
 * What somebody outside was asked for a promotion, and what came of it: a service that decides, a
 * workflow that tests. A gate looks at the newest one of its name under the policy that holds, so that
 * a decision rests on an answer that was given to this question and to no other.
 */
import type { Digest } from './digest.ts';
import { type Instant, isFuture } from './instant.ts';

export interface Inquiry {
  /** The gate that asks; `verify:…` where it is asked after deploying. */
  readonly subject: string;
  /** Of the effective policy it was asked under. */
  readonly policyDigest: Digest;
  readonly askedAt: Instant;
  /** An answer after this one is none. */
  readonly deadline: Instant;
  /** Where a person can look at it, such as the page of a run. */
  readonly url: string | null;
  /** Null until there is one. */
  readonly answer: InquiryAnswer | null;
  /** What came of the last try, where it brought none; reads after "at the last try,". */
  readonly lastSeen?: string | null;
}

export interface InquiryAnswer {
  /** `unusable`: nobody can be asked, or what was said cannot be read. */
  readonly status: 'allow' | 'deny' | 'wait' | 'unusable';
  /** Their own words, or GitHub's word for how a run ended; at most `MAX_REASON` characters. */
  readonly reason: string;
  /** Of `wait`: when to ask again. */
  readonly until: Instant | null;
  readonly at: Instant;
  /** Of what was answered, kept whole as evidence. */
  readonly evidence: Digest | null;
}

export const MAX_REASON = 300;

/** What a gate can build on. */
export type Standing =
  | { readonly kind: 'not_asked' }
  | { readonly kind: 'open'; readonly inquiry: Inquiry }
  | { readonly kind: 'late'; readonly inquiry: Inquiry }
  | { readonly kind: 'answered'; readonly inquiry: Inquiry; readonly answer: InquiryAnswer };

/** `inquiries` come newest first. What is dated in the future is no answer yet. */
export const standingOf = (
  inquiries: readonly Inquiry[],
  of: Pick<Inquiry, 'subject' | 'policyDigest'>,
  at: Instant,
): Standing => {
  const inquiry = inquiries.find(
    ({ subject, policyDigest }) => subject === of.subject && policyDigest === of.policyDigest,
  );
  if (inquiry === undefined) return { kind: 'not_asked' };
  const { answer, deadline } = inquiry;
  if (answer !== null && answer.at <= deadline && !isFuture(answer.at, at)) {
    // Told to wait and not until when: the answer itself is still to come.
    if (answer.status !== 'wait' || answer.until !== null || at < deadline) {
      return { kind: 'answered', inquiry, answer };
    }
  }
  return at < deadline ? { kind: 'open', inquiry } : { kind: 'late', inquiry };
};

const VERIFY = 'verify:';

/** The subject of what is asked after deploying. */
export const verifySubject = (what: string): string => `${VERIFY}${what}`;

export const isOfVerification = ({ subject }: Pick<Inquiry, 'subject'>): boolean =>
  subject.startsWith(VERIFY);

/** A URL as people read it; what follows a question mark may be nobody's business. */
export const shownUrl = (url: string): string => {
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
};
