/**
 * Puts the parts together: the one place that knows which adapter stands behind which port. The
 * server, the sandbox, the demo and the tests all start the product through here.
 */
import pino from 'pino';
import { Probot } from 'probot';
import { systemClock } from './adapters/clock.ts';
import { lockkeeperApp, receiveDelivery } from './adapters/github/app.ts';
import { createCodeHost } from './adapters/github/code-host.ts';
import { lockkeeperOctokit } from './adapters/github/octokit.ts';
import { ownApp } from './adapters/github/own-app.ts';
import { tellBroken } from './adapters/github/webhooks/tell-broken.ts';
import type { Answers } from './adapters/http/gate-answers.ts';
import { createLink } from './adapters/http/link/create-link.ts';
import type { ServeLink } from './adapters/http/link/serve-link.ts';
import { createHttpServer, type Intake } from './adapters/http/server.ts';
import { createOutside } from './adapters/outside/guarded-client.ts';
import { createSignatures } from './adapters/outside/signatures.ts';
import { createSigner } from './adapters/signer.ts';
import { openStore } from './adapters/store/open-store.ts';
import { chatting } from './chatting.ts';
import { receiveChat } from './commands/receive-chat.ts';
import { signingKeys } from './config/outside-settings.ts';
import { parsePolicy } from './config/policy-file.ts';
import { rememberPolicies } from './config/remember-policies.ts';
import { lacksForLinks, type Settings, webUrlOf } from './config/settings.ts';
import { successionRefused } from './messages/signing-key.ts';
import { CHAT_EVENT } from './ports/chat-request.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Mailer } from './ports/mailer.ts';
import type { Store } from './ports/store.ts';
import { adoptSigningKey } from './services/audit/adopt-signing-key.ts';
import { rejectFormFor } from './services/chat/reject-form.ts';
import { createSnapshots } from './services/facts/snapshots.ts';
import { takeCallback } from './services/inquiry/take-callback.ts';
import { sweepAtStart } from './services/sweep.ts';
import { createWorker, type Receive, type Worker } from './services/worker.ts';
import type { World } from './services/world.ts';
import { VERSION } from './version.ts';
import { watching } from './watching.ts';

export interface Lockkeeper {
  readonly world: World;
  readonly worker: Worker;
  readonly store: Store;
  /** Serves and works; resolves with the address it listens on. */
  start(): Promise<string>;
  /**
   * Is not ready from now on, begins nothing new, finishes what is under way, closes. What comes in
   * until then is stored for the next one.
   */
  stop(): Promise<void>;
}

export interface Composition {
  readonly settings: Settings;
  readonly signingKey: string;
  readonly log: Log;
  readonly clock?: Clock;
}

/** How long requests under way may still take when the process is told to stop. */
const GRACE_MS = 10_000;

export const compose = async (parts: Composition): Promise<Lockkeeper> => {
  const { settings } = parts;
  const clock = parts.clock ?? systemClock;
  const opened = await openStore(settings.databaseUrl.reveal());
  await opened.migrate();
  const watch = await watching({ settings, store: opened, clock, log: parts.log });
  const { store, log } = watch;
  const probot = probotOf(settings, { ...watch, clock });
  const app = await ownApp(probot, settings.githubApiUrl).catch(async (fault: unknown) => {
    await watch.stop();
    await store.close();
    throw fault;
  });
  const outside = watch.outside(createOutside(settings));
  const { chat, open } = await chatting({ settings, clock, log });
  const mailer = await openMailer(settings);
  const world = createWorld({ ...parts, ...watch, clock, outside, probot, app, chat, mailer });
  await probot.load(lockkeeperApp(world));
  const worker = createWorker(world, receiveOf(world, probot));
  const intake = intakeOf(world, worker);
  const door = open({
    intake: async (id, request) => {
      await intake({ id, event: CHAT_EVENT, payload: JSON.stringify(request) });
    },
    form: (press) => rejectFormFor(world, press),
  });
  const server = createHttpServer({
    settings,
    log,
    intake,
    slack: door.inbound,
    answers: answersOf(world, worker),
    link: linkOf(world, worker, settings),
    health: { store: () => store.ping(), worker: () => worker.check() },
  });
  return {
    world,
    worker,
    store,
    start: async () => {
      await adoptKey(world, settings);
      await watch.start();
      await sweepAtStart(world);
      const url = await server.listen();
      worker.start();
      await door.start();
      return url;
    },
    stop: async () => {
      server.drain();
      await door.stop();
      await worker.stop();
      await server.close(GRACE_MS);
      await watch.stop();
      await store.close();
    },
  };
};

const probotOf = (
  settings: Settings,
  watched: Omit<Parameters<typeof lockkeeperOctokit>[0], 'timeLimitMs'>,
): Probot =>
  new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey.reveal(),
    secret: settings.webhookSecret.reveal(),
    baseUrl: settings.githubApiUrl,
    Octokit: lockkeeperOctokit({ ...watched, timeLimitMs: settings.githubTimeoutMs }),
    // Probot would print whole payloads; the worker tells what failed, and of which delivery.
    log: pino({ level: 'silent' }),
  });

const receiveOf =
  (world: World, probot: Probot): Receive =>
  (delivery, broken) => {
    if (delivery.event === CHAT_EVENT) return receiveChat(world, delivery, broken);
    return broken === null
      ? receiveDelivery(probot, delivery)
      : tellBroken(world, delivery, broken);
  };

const linkOf = (world: World, worker: Worker, settings: Settings): ServeLink | null =>
  createLink(world, settings, { linked: () => worker.nudge(), machineNow: systemClock.now });

const answersOf =
  (world: World, worker: Worker): Answers =>
  async (...answer) => {
    const outcome = await takeCallback(world, ...answer);
    worker.nudge();
    return outcome;
  };

/** What few have a use for is not even loaded. */
const openMailer = async ({ mail, notifyTimeoutMs }: Settings): Promise<Mailer | null> => {
  if (mail === null) return null;
  const { createMailer } = await import('./adapters/mail/mailer.ts');
  return createMailer(mail, notifyTimeoutMs);
};

const intakeOf =
  ({ store, clock, metrics }: World, worker: Worker): Intake =>
  async (delivery) => {
    const { event } = delivery;
    try {
      const outcome = await store.inbox.put({ ...delivery, receivedAt: clock.now() });
      metrics.note({ kind: 'delivery', event, outcome });
      worker.nudge();
      return outcome;
    } catch (fault) {
      metrics.note({ kind: 'delivery', event, outcome: 'not_stored' });
      throw fault;
    }
  };

/** The public key goes into the record, so that an export can be checked with it. */
const adoptKey = async (
  world: World,
  { previousSigningKey, lostSigningKey }: Settings,
): Promise<void> => {
  const previous = previousSigningKey === null ? null : createSigner(previousSigningKey.reveal());
  const adopted = await adoptSigningKey(world, { previous, lost: lostSigningKey });
  if (!adopted.ok) throw new Error(successionRefused(adopted.problem));
};

const createWorld = (
  parts: Composition & {
    readonly clock: Clock;
    readonly store: Store;
    readonly metrics: World['metrics'];
    readonly traces: World['traces'];
    readonly outside: World['outside'];
    readonly chat: World['chat'];
    readonly mailer: World['mailer'];
    readonly probot: Probot;
    readonly app: World['app'];
  },
): World => {
  const host = createCodeHost({
    octokitFor: (installationId) => parts.probot.auth(installationId),
    asApp: () => parts.probot.auth(),
    clock: parts.clock,
    appId: parts.app.id,
    appSlug: parts.app.slug,
  });
  return {
    store: parts.store,
    clock: parts.clock,
    log: parts.log,
    metrics: parts.metrics,
    traces: parts.traces,
    app: parts.app,
    snapshots: createSnapshots(host, parts.clock),
    signer: createSigner(parts.signingKey),
    outside: parts.outside,
    chat: parts.chat,
    signatures: createSignatures(signingKeys(parts.settings.gateSecrets)),
    webhookSignatures: createSignatures(signingKeys(parts.settings.webhookSecrets)),
    webhookTimeoutMs: parts.settings.notifyTimeoutMs,
    mailer: parts.mailer,
    publicUrl: parts.settings.publicUrl,
    lacksForLinks: lacksForLinks(parts.settings),
    policyReader: { read: rememberPolicies(parsePolicy) },
    engineVersion: VERSION,
    webUrl: webUrlOf(parts.settings.githubApiUrl),
    apiUrl: parts.settings.githubApiUrl,
    host,
  };
};
