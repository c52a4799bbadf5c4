/**
 * Without settings, the page that registers the GitHub App is opened: Probot's own manifest flow,
 * told our permissions, our events and where our webhooks are taken.
 */
import { run } from 'probot';
import { prepareSetup, type SetupMode } from '../../config/settings.ts';

export const runSetup = async (mode: SetupMode): Promise<{ stop(): Promise<void> }> => {
  prepareSetup(mode);
  const server = await run(() => undefined, { env: { PORT: String(mode.port), HOST: mode.host } });
  return { stop: async () => void (await server.stop()) };
};
