/** What people do in a chat, as it is stored before it is answered. */
import type { SlackIdentity } from './identities.ts';

/** The event under which such a request waits among the deliveries of GitHub. */
export const CHAT_EVENT = 'slack';

export type ChatRequest =
  | ChatPress
  | {
      readonly kind: 'command';
      readonly who: SlackIdentity;
      /** What follows the one command there is. */
      readonly text: string;
      readonly channel: string;
      readonly replyTo: string;
    }
  | { readonly kind: 'home'; readonly who: SlackIdentity }
  | { readonly kind: 'left'; readonly who: SlackIdentity };

/** A button was pressed, or a form that a button had opened was sent. */
export interface ChatPress {
  readonly kind: 'press';
  readonly who: SlackIdentity;
  readonly button: string;
  /** What the button carries: see `core/promotion/generation.ts`. */
  readonly value: string;
  /** What was written in the form. */
  readonly written: string | null;
  readonly channel: string | null;
  readonly replyTo: string | null;
}
