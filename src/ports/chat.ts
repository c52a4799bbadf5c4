/** What services need from the chat: saying something to one person there. */
import type { SlackIdentity } from './identities.ts';

export interface Chat {
  /**
   * A direct message, in the chat's own markup. `uncertain`: one under this key may be there already, and
   * is looked for first. `gone` where there is no such user any more. Throws when the chat does not answer.
   */
  direct(
    to: SlackIdentity,
    text: string,
    once: { readonly key: string; readonly uncertain: boolean },
  ): Promise<'sent' | 'gone'>;
}
