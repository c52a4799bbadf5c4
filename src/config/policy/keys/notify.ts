/** `notify:` who is told of what happens, in Slack, by webhook and by e-mail; an environment adds to the file's. */
import { z } from 'zod';
import {
  type EmailTarget,
  NOTIFY_EVENTS,
  type NotifyPolicy,
  SEVERITIES,
  type SlackTarget,
  type WebhookTarget,
  type Wish,
} from '../../../core/notify.ts';
import { mapping } from './plain.ts';

/** Of a kind, in the file and again in an environment. */
const MAX_TARGETS = 10;
const MAX_ADDRESSES = 20;

const wishShape = {
  events: z
    .array(z.enum(NOTIFY_EVENTS))
    .min(1)
    .optional()
    .meta({ title: 'list of events', description: 'Only of these; of all when left out.' }),
  severity: z
    .enum(SEVERITIES)
    .optional()
    .describe('Only of what is at least as grave; `info` when left out.'),
};

const CHANNEL = 'a channel such as "#releases"';
const channel = z
  .string(CHANNEL)
  .regex(/^(?:#[^\sA-Z#@<>&"'`,.:;!?*~\\/()[\]{}|]{1,80}|[CG][A-Z0-9]{6,20})$/, {
    error: CHANNEL,
    abort: true,
  });
const slackTarget = z.strictObject(
  { channel: channel.describe('Its name with `#`, or its id.'), ...wishShape },
  mapping('a mapping such as `channel: "#releases"`'),
);
const inSlack = z.union([channel, slackTarget]);

const webhook = z.strictObject(
  {
    url: z
      .url({ protocol: /^https?$/, error: 'a URL such as https://example.com/hook' })
      .max(2_000)
      .meta({ pattern: '^https?://' })
      .describe('Where it is sent.'),
    secret: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,49}$/, 'the name of a secret, such as releases')
      .optional()
      .describe('The name, in WEBHOOK_SECRETS, of what signs it; `default` when left out.'),
    ...wishShape,
  },
  mapping('a mapping such as `url: https://example.com/hook`'),
);

const email = z.strictObject(
  {
    to: z
      .array(z.email('an e-mail address such as ops@example.com').max(254))
      .min(1)
      .max(MAX_ADDRESSES)
      .describe('Addresses; they get one mail together.'),
    ...wishShape,
  },
  mapping('a mapping such as `to: [ops@example.com]`'),
);

export const notifyKey = z
  .strictObject(
    {
      slack: z
        .union([channel, slackTarget, z.array(inSlack).max(MAX_TARGETS)])
        .optional()
        .describe('A channel of Slack, or several.'),
      webhooks: z
        .array(webhook)
        .max(MAX_TARGETS)
        .optional()
        .describe('Services that get a signed request.'),
      email: z.array(email).max(MAX_TARGETS).optional().describe('People who get a mail.'),
    },
    mapping('a mapping such as `slack: "#releases"`'),
  )
  .optional()
  .describe('Who is told of what happens.');

type NotifyText = NonNullable<z.infer<typeof notifyKey>>;

/** Those of the whole file, then the environment's own; nothing where there are none. */
export const buildNotify = (
  common: NotifyText = {},
  own: NotifyText = {},
): { readonly notify?: NotifyPolicy } => {
  const [all, more] = [buildTargets(common), buildTargets(own)];
  const notify = {
    slack: [...all.slack, ...more.slack],
    webhooks: [...all.webhooks, ...more.webhooks],
    email: [...all.email, ...more.email],
  };
  return Object.values(notify).every(({ length }) => length === 0) ? {} : { notify };
};

const buildTargets = ({
  slack = [],
  webhooks = [],
  email: mails = [],
}: NotifyText): NotifyPolicy => ({
  slack: (Array.isArray(slack) ? slack : [slack]).map(buildSlack),
  webhooks: webhooks.map(buildWebhook),
  email: mails.map(buildEmail),
});

const buildSlack = (text: z.infer<typeof inSlack>): SlackTarget => {
  const said = typeof text === 'string' ? { channel: text } : text;
  return { channel: said.channel, ...wishOf(said) };
};

const buildWebhook = (text: z.infer<typeof webhook>): WebhookTarget => ({
  url: text.url,
  secret: text.secret ?? 'default',
  ...wishOf(text),
});

const buildEmail = (text: z.infer<typeof email>): EmailTarget => ({
  to: text.to,
  ...wishOf(text),
});

const wishOf = ({
  events,
  severity,
}: {
  readonly events?: Wish['events'] | undefined;
  readonly severity?: Wish['severity'] | undefined;
}): Wish => ({ events: events ?? null, severity: severity ?? 'info' });
