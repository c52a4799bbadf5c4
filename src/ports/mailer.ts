/** What services need to send mail. That it was not taken is an answer, not a fault. */

export interface Mail {
  /** The same however often it is sent, so that a second copy shows as the first. */
  readonly id: string;
  /** All whom it is for, as it says itself. */
  readonly to: readonly string[];
  /** Those of them whom it is sent to now: the others have it. */
  readonly left: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly traceId: string;
}

export type MailAnswer =
  /** For all but these. */
  { readonly kind: 'taken'; readonly but: readonly Untaken[] } | NotTaken;

/** `refused`: sending it again changes nothing. `why` holds nothing secret. */
export interface NotTaken {
  readonly kind: 'refused' | 'failed';
  readonly why: string;
}

export interface Untaken extends NotTaken {
  readonly address: string;
}

export interface Mailer {
  send(mail: Mail): Promise<MailAnswer>;
}
