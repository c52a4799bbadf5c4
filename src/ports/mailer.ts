/** What services need to send mail. That it was not taken is an answer, not a fault. */

export interface Mail {
  /** The same however often it is sent, so that a second copy shows as the first. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly traceId: string;
}

export type MailAnswer =
  | { readonly kind: 'delivered' }
  /** Sending it again changes nothing. `why` holds nothing secret. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

export interface Mailer {
  send(mail: Mail): Promise<MailAnswer>;
}
