/** The Slack app asks for what it uses and no more, and leads where the app listens. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SLASH_COMMAND } from '../src/adapters/slack/command-words.ts';
import { createWorkspace } from '../src/sandbox/slack/workspace.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const text = read('slack-manifest.yml');
const manifest = parse(text) as {
  readonly features: {
    readonly slash_commands: readonly { readonly command: string; readonly url: string }[];
  };
  readonly oauth_config: {
    readonly redirect_urls: readonly string[];
    readonly scopes: { readonly user: readonly string[]; readonly bot: readonly string[] };
  };
  readonly settings: {
    readonly event_subscriptions: {
      readonly request_url: string;
      readonly bot_events: readonly string[];
    };
    readonly interactivity: { readonly request_url: string };
  };
};

describe('slack-manifest.yml', () => {
  it('asks for the scopes that every story does with, each with its reason', () => {
    const { user, bot } = manifest.oauth_config.scopes;
    expect([...bot].sort()).toEqual([...createWorkspace().scopes].sort());
    expect(user).toEqual(['openid', 'profile']);
    const lines = text.split('\n').filter((line) => /^ {6}- [a-z:]+( |$)/.test(line));
    const scopes = lines.filter((line) =>
      /:|openid|profile|commands/.test(line.split('#')[0] ?? ''),
    );
    for (const line of scopes) expect(line).toMatch(/ # \S/);
  });

  it('subscribes to exactly the events that are listened to', () => {
    const listened = read('src/adapters/slack/listeners.ts').matchAll(/bolt\.event\('(\w+)'/g);
    const events = [...listened].map(([, name]) => name);
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(events.sort());
  });

  it('leads everything to the one path, and sign-ins to theirs', () => {
    const { features, settings, oauth_config } = manifest;
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ];
    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set(['/slack/events']));
    expect(oauth_config.redirect_urls.map((url) => new URL(url).pathname)).toEqual(['/link/slack']);
    expect(features.slash_commands.map(({ command }) => command)).toEqual([SLASH_COMMAND]);
  });
});
