/** Where a person says who they are, and whether the app may know it. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** `query` is what the app sent the person with; it comes back with the form. */
export const consentPage = (
  where: 'GitHub' | 'Slack',
  people: readonly Choice[],
  query: Readonly<Record<string, string>>,
): HtmlEscapedString | Promise<HtmlEscapedString> => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Sign in with ${where} · sandbox</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/ui/style.css" />
  </head>
  <body>
    <div class="banner"><strong>Sandbox.</strong> This is not ${where}: everything is pretended, on this machine only.</div>
    <main>
      <h1>Lockkeeper wants to know who you are on ${where}</h1>
      <form class="stack" method="post">
        ${Object.entries(query).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <label>You are
          <select name="who">${people.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}</select></label>
        <div class="buttons">
          <button class="main" name="answer" value="yes">Tell Lockkeeper</button>
          <button name="answer" value="no">Cancel</button>
        </div>
      </form>
    </main>
  </body>
</html>`;
