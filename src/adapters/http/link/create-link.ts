/** Makes the pages that link accounts out of the settings, where those that they need are there. */
import type { Settings } from '../../../config/settings.ts';
import { SECOND } from '../../../core/instant.ts';
import type { World } from '../../../services/world.ts';
import { createGitHubSignIn } from './github-sign-in.ts';
import { type ServeLink, serveLink } from './serve-link.ts';
import { createSlackSignIn } from './slack-sign-in.ts';

export const createLink = (
  world: World,
  { publicUrl, slack, githubClient, githubTimeoutMs: timeLimitMs }: Settings,
  told: {
    readonly linked: () => void;
    /** This machine's own time, by which the library that checks tokens goes. */
    readonly machineNow: () => number;
  },
): ServeLink | null => {
  const slackClient = slack?.client ?? null;
  if (publicUrl === null || slack === null || slackClient === null || githubClient === null) {
    return null;
  }
  const { clock, apiUrl, webUrl } = world;
  const common = {
    timeLimitMs,
    clockSkewSeconds: () => Math.round((clock.now() - told.machineNow()) / SECOND),
  };
  return serveLink({
    world,
    publicUrl,
    linked: told.linked,
    slack: createSlackSignIn({
      ...common,
      client: slackClient,
      redirectUri: `${publicUrl}/link/slack`,
      apiUrl: slack.apiUrl,
    }),
    github: createGitHubSignIn({
      ...common,
      client: githubClient,
      redirectUri: `${publicUrl}/link/github`,
      apiUrl,
      webUrl,
    }),
  });
};
