/**
 * What Slack tells of what people do, as it is kept: only what is whole, as nobody could make good later
 * what is missing. See Slack's reference, "Interaction payloads", "Slash commands" and "Events".
 */
import { z } from 'zod';
import type { ChatPress, ChatRequest } from '../../ports/chat-request.ts';
import { readMetadata, WRITTEN } from './blocks.ts';

export interface Told {
  /** Comes again with the same one. */
  readonly id: string;
  readonly request: ChatRequest;
}

export interface ToldPress extends Told {
  readonly request: ChatPress;
  /** Opens a form, soon after the press. */
  readonly trigger: string;
}

const id = z.string().min(1).max(255);
/** Half of a character is no text: no record can hold it. */
const text = z.string().transform((said) => said.toWellFormed());
/** Empty where there is none. */
const replyTo = z
  .string()
  .optional()
  .transform((url) => (url === undefined || url === '' ? null : url));

/** A channel may be shared with another workspace, whose people press as well: they are of their own. */
const by = {
  user: z.object({ id, team_id: id.optional() }),
  team: z.object({ id }).nullish(),
};

const whoIn = ({ user, team }: z.infer<z.ZodObject<typeof by>>, context: z.RefinementCtx) => {
  const of = user.team_id ?? team?.id;
  if (of !== undefined) return { team: of, user: user.id };
  context.addIssue({ code: 'custom', message: 'of no workspace', path: ['user', 'team_id'] });
  return z.NEVER;
};

const button = z.object({ type: z.string(), action_id: id, value: id.optional() });

/** Null for what carries nothing: a button that leads somewhere tells of its press as well. */
export const pressIn: z.ZodType<ToldPress | null> = z
  .object({
    ...by,
    trigger_id: id,
    actions: z.tuple([button], z.unknown()),
    channel: z.object({ id }).nullish(),
    response_url: replyTo,
  })
  .transform((body, context) => {
    const [{ type, action_id, value }] = body.actions;
    if (type !== 'button' || value === undefined) return null;
    return {
      id: `slack:${body.trigger_id}`,
      trigger: body.trigger_id,
      request: {
        kind: 'press',
        who: whoIn(body, context),
        button: action_id,
        value,
        written: null,
        channel: body.channel?.id ?? null,
        replyTo: body.response_url,
      },
    };
  });

export const formIn: z.ZodType<Told> = z
  .object({
    ...by,
    view: z.object({
      id,
      hash: id,
      callback_id: id,
      private_metadata: z.string(),
      state: z.object({
        values: z.object({
          [WRITTEN]: z.object({ [WRITTEN]: z.object({ value: text.nullish() }) }),
        }),
      }),
    }),
  })
  .transform((body, context) => {
    const { view } = body;
    const { value, channel } = readMetadata(view.private_metadata);
    return {
      id: `slack:${view.id}:${view.hash}`,
      request: {
        kind: 'press',
        who: whoIn(body, context),
        button: view.callback_id,
        value,
        written: view.state.values[WRITTEN][WRITTEN].value ?? '',
        channel,
        replyTo: null,
      },
    };
  });

export const commandIn: z.ZodType<Told> = z
  .object({
    trigger_id: id,
    team_id: id,
    user_id: id,
    text: text.default(''),
    channel_id: id,
    response_url: z.string(),
  })
  .transform((body) => ({
    id: `slack:${body.trigger_id}`,
    request: {
      kind: 'command',
      who: { team: body.team_id, user: body.user_id },
      text: body.text,
      channel: body.channel_id,
      replyTo: body.response_url,
    },
  }));

/** Null for the other tab. */
export const homeIn: z.ZodType<Told | null> = z
  .object({ event_id: id, team_id: id, event: z.object({ tab: z.string(), user: id }) })
  .transform(({ event_id, team_id, event }) =>
    event.tab === 'home'
      ? {
          id: `slack:${event_id}`,
          request: { kind: 'home', who: { team: team_id, user: event.user } },
        }
      : null,
  );

/** Null for every other change of somebody. */
export const leftIn: z.ZodType<Told | null> = z
  .object({
    event_id: id,
    team_id: id,
    event: z.object({
      user: z.object({ id, team_id: id.optional(), deleted: z.boolean().optional() }),
    }),
  })
  .transform(({ event_id, team_id, event: { user } }) =>
    user.deleted === true
      ? {
          id: `slack:${event_id}`,
          request: { kind: 'left', who: { team: user.team_id ?? team_id, user: user.id } },
        }
      : null,
  );
