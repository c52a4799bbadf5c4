/** What is said in a chat, before it has the form of one. */

/** Shown in this order, and cut where the chat has no room: never refused for its length. */
export interface ChatContent {
  /** In Markdown, of which a notification shows the words alone. */
  readonly summary: string;
  readonly parts: readonly ChatPart[];
  /** What its commands are about, which a chat has to be told; null where they say it themselves. */
  readonly about: ChatSubject | null;
  /** Of what it is about, for those who look into the log; not shown. */
  readonly trace?: string;
}

export interface ChatSubject {
  /** `acme/shop`. */
  readonly repository: string;
  readonly pullNumber: number | null;
}

export type ChatPart =
  /** Plain text. */
  | { readonly kind: 'title'; readonly text: string }
  | {
      readonly kind: 'markdown';
      readonly markdown: string;
      /** Where it is about something of its own. */
      readonly about?: ChatSubject;
    }
  | { readonly kind: 'line' }
  | { readonly kind: 'buttons'; readonly buttons: readonly ChatButton[] };

export interface ChatButton {
  readonly name: string;
  readonly label: string;
  readonly style: 'plain' | 'primary' | 'danger';
  /** Comes back with the press, or is where it leads. */
  readonly does: { readonly value: string } | { readonly url: string };
}

/** Asks for one text. */
export interface ChatForm {
  readonly name: string;
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  /** How many characters it takes. */
  readonly most: number;
  readonly submit: string;
  /** Comes back with what was written. */
  readonly value: string;
  /** What it is about, in Markdown. */
  readonly lead: string;
}
