/** What the page says that registers the app, before and after. */
import { html } from 'hono/html';
import type { RegisteredApp } from './registration.ts';

type Html = ReturnType<typeof html>;

export interface SetupView {
  readonly token: string;
  readonly organisation: string | null;
  readonly registerUrl: string;
  readonly manifest: string;
  readonly isReachable: boolean;
}

export const setupPage = (view: SetupView): Html => {
  const whose = view.organisation === null ? 'your own account' : view.organisation;
  return page(
    'Register Lockkeeper on GitHub',
    html`<p>GitHub shows you the app with the permissions it asks for, and lets you name it. Then you
        come back here, and <code>APP_ID</code>, <code>PRIVATE_KEY</code>,
        <code>WEBHOOK_SECRET</code>, <code>GITHUB_CLIENT_ID</code> and
        <code>GITHUB_CLIENT_SECRET</code> are written to <code>.env</code>.</p>
      ${view.isReachable ? '' : html`<p><strong>PUBLIC_URL is not set</strong>, so GitHub does not learn where to send webhooks. Set it to where GitHub reaches this, and start again.</p>`}
      <form method="post" action="${view.registerUrl}">
        <input type="hidden" name="manifest" value="${view.manifest}" />
        <button>Register it for ${whose}</button>
      </form>
      <form method="get" action="/">
        <input type="hidden" name="token" value="${view.token}" />
        <label>To register it for an organisation, name it:
          <input name="organisation" value="${view.organisation ?? ''}" placeholder="acme" /></label>
        <button>Choose</button>
      </form>`,
  );
};

export const registeredPage = ({ name, installUrl }: RegisteredApp): Html =>
  page(
    `${name} is registered`,
    html`<p>Its settings were written to <code>.env</code>.
        <a href="${installUrl}">Install it on a repository</a>, and start Lockkeeper again.</p>`,
  );

export const page = (title: string, content: Html | string): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem; }
      button, input { font: inherit; padding: .3rem .7rem; }
      form { margin: 1.5rem 0; }
    </style>
  </head>
  <body>
    <h1>${title}</h1>
    ${content}
  </body>
</html>`;
