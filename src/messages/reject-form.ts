/** What the form says that asks why a promotion is rejected. */
import type { ChatForm } from '../core/chat-content.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { code } from './escape.ts';
import type { Links } from './links.ts';

/** As much as a command takes. */
export const MAX_REASON = 500;

export const rejectForm = (
  { release, environment }: Promotion,
  value: string,
  links: Links,
): ChatForm => ({
  name: 'reject',
  title: 'Reject',
  lead: `This ends the promotion of ${links.commit(release.sha)} to ${code(environment)}, and holds until you lift it.`,
  label: 'Reason',
  hint: 'Everybody reads it, and the record keeps it.',
  most: MAX_REASON,
  submit: 'Reject',
  value,
});
