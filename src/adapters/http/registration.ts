/**
 * Registers a GitHub App from a manifest (docs: "Registering a GitHub App from a manifest"): the browser
 * takes the manifest to GitHub and comes back with a code, which is exchanged once for the app's keys.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { ProbotOctokit } from 'probot';
import { parse } from 'yaml';
import { type SetupMode, webUrlOf } from '../../config/settings.ts';

const MANIFEST = new URL('../../../app.yml', import.meta.url);
/** Where `npm start` looks for settings. */
const ENV_FILE = '.env';

export interface RegisteredApp {
  readonly name: string;
  readonly installUrl: string;
}

/** What the browser posts to GitHub; `backUrl` is where GitHub sends it then. */
export const manifestFor = async (mode: SetupMode, backUrl: string): Promise<string> => {
  const manifest: unknown = parse(await readFile(MANIFEST, 'utf8'));
  const own = mode.publicUrl ?? `http://${mode.host}:${mode.port}`;
  return JSON.stringify({
    ...(manifest as object),
    hook_attributes: { url: `${own}/api/github/webhooks` },
    redirect_url: backUrl,
    // Where people come back to who let the app know who they are, to link an account.
    callback_urls: [`${own}/link/github`],
  });
};

/** The page of GitHub that takes a manifest, of an organisation or of whoever is signed in. */
export const registerUrl = (mode: SetupMode, organisation: string | null, state: string): string =>
  `${webUrlOf(mode.githubApiUrl)}${organisation === null ? '' : `/organizations/${organisation}`}/settings/apps/new?state=${state}`;

/** Exchanges the code, and keeps the app's settings. Throws where either fails. */
export const register = async (mode: SetupMode, code: string): Promise<RegisteredApp> => {
  // The code works once: whether its fruits can be kept is found out before.
  await keep('');
  const octokit = new ProbotOctokit({ baseUrl: mode.githubApiUrl });
  const { data } = await octokit.request('POST /app-manifests/{code}/conversions', { code });
  const { id, pem, webhook_secret: webhookSecret } = data;
  const lines = [
    `APP_ID=${id}`,
    `WEBHOOK_SECRET="${webhookSecret ?? ''}"`,
    `PRIVATE_KEY="${pem.trim().replaceAll('\n', '\\n')}"`,
    `GITHUB_CLIENT_ID=${data.client_id}`,
    `GITHUB_CLIENT_SECRET="${data.client_secret}"`,
  ];
  await keep(`\n${lines.join('\n')}\n`);
  return { name: data.name, installUrl: `${data.html_url}/installations/new` };
};

/** Later lines of the file win over earlier ones. */
const keep = (text: string): Promise<void> =>
  appendFile(ENV_FILE, text, { mode: 0o600, flush: true });
