/** `npm start`: serves the app; without settings it opens the page that registers one. */
import pino from 'pino';
import { serveSetup } from './adapters/http/setup.ts';
import { loadSigningKey } from './adapters/signer.ts';
import { compose } from './compose.ts';
import { processEnv, readSettings, type Settings } from './config/settings.ts';

/** Those who run processes end them by force half a minute after they asked, and nobody is told then. */
const STOP_LIMIT_MS = 25_000;

const serve = async (settings: Settings): Promise<void> => {
  const log = pino({ level: settings.logLevel });
  const key = loadSigningKey(settings.signingKey);
  if (key.made && settings.signingKey.kind === 'file') {
    const { path } = settings.signingKey;
    log.warn({ path }, 'a key that signs the record was made; keep a copy of it in a safe place');
  }
  const app = await compose({ settings, signingKey: key.pem, log });
  const url = await app.start().catch(async (fault: unknown) => {
    await app.stop();
    throw fault;
  });
  log.info({ url, app: app.world.app.slug }, 'serving');
  let stopping = false;
  const abandon = (why: object): void => {
    log.warn(why, 'stopped before all was finished; the next start takes it up again');
    process.exit(1);
  };
  const stop = (signal: string): void => {
    if (stopping) {
      abandon({ signal });
      return;
    }
    stopping = true;
    log.info({ signal }, 'stopping: finishing what is under way');
    setTimeout(() => abandon({ limitMs: STOP_LIMIT_MS }), STOP_LIMIT_MS).unref();
    void app.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
};

const sayFault = (fault: unknown): void => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
};

const settings = readSettings(processEnv());
if (!settings.ok) {
  for (const { message } of settings.problem) process.stderr.write(`${message}\n`);
  process.exitCode = 2;
} else if (settings.value.mode === 'setup') {
  if (settings.value.publicUrl === null) {
    process.stderr.write(
      'PUBLIC_URL is not set: GitHub will be told to send webhooks to this machine’s own address, which it cannot reach. Set it to where GitHub reaches this, and start again.\n',
    );
  }
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  await serveSetup(settings.value, say).catch(sayFault);
} else {
  await serve(settings.value).catch(sayFault);
}
