/** What stands in the workspace: messages, open modals, home tabs, and what lets the app answer people. */
import { Refusal } from '../github/refusal.ts';
import type { Clock } from '../time.ts';
import type { Block } from './blocks/blocks.ts';
import type { ViewContent } from './blocks/check.ts';
import type { Filled } from './input-values.ts';
import type { SlackChannel, SlackUser, Workspace } from './workspace.ts';

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface Message {
  readonly ts: string;
  /** Of a channel, or of the direct messages between a person and the app. */
  readonly channel: string;
  /** Who wrote it. */
  readonly user: string;
  text: string;
  /** Its text is no markup. */
  readonly isPlain: boolean;
  blocks: readonly Block[];
  metadata: Metadata | null;
  readonly threadTs: string | null;
  /** Of a thread, and shown in the channel as well. */
  readonly broadcast: boolean;
  /** The one who alone sees it. */
  readonly onlyFor: string | null;
  editedTs: string | null;
  /** What it showed before, for those who still look at that. */
  readonly former: (readonly Block[])[];
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  content: ViewContent;
  /** Changes with the content. */
  hash: string;
  /** By block, as the app's answer to a submission had them. */
  errors: Readonly<Record<string, string>>;
  /** What the person put in when they last tried to submit, by block: it stays there. */
  filled: Readonly<Record<string, Filled>>;
}

/** Where the app may answer an interaction. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly original: Message | null;
  readonly until: number;
  left: number;
}

export interface SlackState {
  readonly workspace: Workspace;
  readonly clock: Clock;
  /** Where a test serves the socket of Socket Mode. */
  socketUrl: string | null;
  /** Of the sandbox. */
  url: string;
  readonly messages: Message[];
  /** By user. */
  readonly modals: Map<string, OpenView>;
  readonly homes: Map<string, OpenView>;
  readonly triggers: Map<string, { readonly user: string; readonly until: number; used: boolean }>;
  readonly responses: Map<string, ResponseUrl>;
  /** What Slack told somebody that did not work. */
  readonly troubles: { readonly user: string; readonly text: string }[];
  /** Grows with every change. */
  changes: number;
  nextTs(): string;
  nextId(prefix: string): string;
}

export const createSlackState = (workspace: Workspace, clock: Clock): SlackState => {
  let lastTs = 0;
  let lastId = 0;
  return {
    workspace,
    clock,
    socketUrl: null,
    url: '',
    messages: [],
    modals: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responses: new Map(),
    troubles: [],
    changes: 0,
    nextTs: () => {
      lastTs = Math.max(clock.now() * 1000, lastTs + 1);
      const text = String(lastTs);
      return `${text.slice(0, -6)}.${text.slice(-6)}`;
    },
    nextId: (prefix) => {
      lastId += 1;
      return `${prefix}${lastId.toString(36).toUpperCase().padStart(8, '0')}`;
    },
  };
};

/** The direct messages of somebody with the app. */
export const directOf = (user: SlackUser): string => user.id.replace(/^U/, 'D');

export const userOf = ({ workspace }: SlackState, id: string): SlackUser | null =>
  workspace.users.find((user) => user.id === id) ?? null;

export const userNamed = ({ workspace }: SlackState, name: string): SlackUser => {
  const found = workspace.users.find((user) => user.name === name);
  if (found === undefined) throw new Refusal(404, `${name} is not in the workspace`);
  return found;
};

export const channelNamed = ({ workspace }: SlackState, name: string): SlackChannel => {
  const found = workspace.channels.find((channel) => channel.name === name);
  if (found === undefined) throw new Refusal(404, `There is no channel ${name}`);
  return found;
};
