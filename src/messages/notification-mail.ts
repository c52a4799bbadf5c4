/** A notification as a mail: the same words as plain text and as simple HTML. */
import { cut } from '../core/cut.ts';
import { htmlEscaped, htmlText, plainText } from './plain-text.ts';
import type { Notification } from './webhook-body.ts';

export interface MailText {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly traceId: string;
}

const MAX_SUBJECT = 200;
/** A line that others wrote stays one line, whatever stands in it. */
const BREAKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

const NAMES = {
  pull_request: 'Pull request',
  check_run: 'Check run',
  deployment: 'Deployment',
  commit: 'Commit',
} as const;

export const mailText = (notification: Notification): MailText => {
  const { title, text, links, traceId } = notification;
  const found = Object.entries(NAMES).flatMap(([key, name]) => {
    const url = links[key as keyof typeof NAMES];
    return url === null ? [] : [{ name, url }];
  });
  const plainLinks = found.map(({ name, url }) => `${name}: ${url}`);
  const htmlLinks = found.map(({ name, url }) => `<a href="${htmlEscaped(url)}">${name}</a>`);
  return {
    subject: cut(title.replace(BREAKS, ' '), MAX_SUBJECT),
    text: [plainText(text), ...plainLinks, `trace_id: ${traceId}`].join('\n\n'),
    html: [
      htmlText(text),
      `<p>${htmlLinks.join(' · ')}</p>`,
      `<p><small>trace_id: ${htmlEscaped(traceId)}</small></p>`,
    ].join('\n'),
    traceId,
  };
};
