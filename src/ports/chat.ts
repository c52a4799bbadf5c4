/**
 * What services need from a chat. What is said comes in Markdown, as everywhere; how it looks there is
 * the adapter's. Every method throws `ChatFault` when the chat does not take it.
 */
import type { ChatContent, ChatForm } from '../core/chat-content.ts';
import type { SlackIdentity } from './identities.ts';
import { ServiceFault } from './service-fault.ts';

export interface Chat {
  /**
   * A message of our own that carries this key, among the newest of the channel or of a thread of it;
   * null where there is none, or where it cannot be looked for.
   */
  find(at: ChatPlace, key: string): Promise<ChatMessageRef | null>;
  /**
   * `key` can be found again; `at.channel` may be a name. `broadcast` shows what is in a thread in the
   * channel as well.
   */
  post(
    at: ChatPlace,
    content: ChatContent,
    as: { readonly key: string; readonly broadcast: boolean },
  ): Promise<ChatMessageRef>;
  /** `gone` where somebody deleted it. */
  update(message: ChatMessageRef, content: ChatContent): Promise<'updated' | 'gone'>;
  /** To somebody who just asked or pressed, so that nobody else sees it. */
  answer(to: ChatAddress, content: ChatContent): Promise<void>;
  /**
   * The same without anybody having asked. `uncertain`: one under this key may be there already, and is
   * looked for first. `gone` where there is no such user any more.
   */
  direct(
    to: SlackIdentity,
    content: ChatContent,
    once: { readonly key: string; readonly uncertain: boolean },
  ): Promise<'sent' | 'gone'>;
  /** Within three seconds of the press, which `trigger` stands for; `channel` comes back with the form. */
  openForm(
    by: { readonly trigger: string; readonly channel: string | null },
    form: ChatForm,
  ): Promise<void>;
  showHome(user: string, content: ChatContent): Promise<void>;
  /** Null where there is none such. */
  user(user: string): Promise<ChatUser | null>;
}

export interface ChatPlace {
  readonly channel: string;
  /** The message whose thread it is; null for the channel itself. */
  readonly thread: string | null;
}

export interface ChatMessageRef {
  /** Its id, whatever it was called by. */
  readonly channel: string;
  readonly message: string;
}

export interface ChatAddress {
  readonly user: string;
  /** Where it was asked; null where that is known by the reply address alone. */
  readonly channel: string | null;
  /** Good for half an hour and five answers; null where there is none. */
  readonly replyTo: string | null;
}

export interface ChatUser {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string | null;
  /** No longer in the workspace. */
  readonly gone: boolean;
}

/** The chat did not answer, asks to wait, or understood and said no: asking again changes nothing then. */
export class ChatFault extends ServiceFault {
  override readonly name = 'ChatFault';
}
