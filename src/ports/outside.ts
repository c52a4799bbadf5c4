/**
 * What services need to speak with somebody whose address stands in a policy: guarded requests, and
 * signatures that both sides can check. An address that may not be reached is an answer, not a fault.
 */
import type { Instant } from '../core/instant.ts';

export interface Outside {
  /** One request; redirects are not followed. */
  request(ask: OutsideRequest): Promise<OutsideAnswer>;
}

export interface OutsideRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Only over TLS, unless the host is one that may be private. */
  readonly secure: boolean;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export type OutsideAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      /** Its header of that name, as it stands; null where there is none. */
      readonly retryAfter: string | null;
    }
  /** It may not be asked; asking again changes nothing. `why` reads as a clause. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer, or none that could be taken. */
  | { readonly kind: 'failed'; readonly why: string };

export interface SignedHeaders {
  readonly id: string;
  /** Seconds since 1970, as text. */
  readonly timestamp: string;
  readonly signature: string;
}

/** By secrets that the settings give names to, and policies never hold. */
export interface Signatures {
  /** Null where no secret has this name. */
  sign(
    secret: string,
    message: { readonly id: string; readonly at: Instant; readonly body: string },
  ): SignedHeaders | null;
  /** Signed with this secret, not long ago. */
  verify(secret: string, headers: SignedHeaders, body: string, now: Instant): boolean;
  /** Nobody can guess it who does not hold the secret; the same for the same name. */
  token(secret: string, name: string): string | null;
}
