/** A browser as far as these pages need one: it keeps cookies, follows redirects and sends forms. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly title: string;
  /** What a person reads, without markup. */
  readonly text: string;
  readonly html: string;
  readonly headers: Headers;
}

export interface Browser {
  open(url: string): Promise<Page>;
  /** Sends the form of the page, with what was filled in or pressed. */
  submit(page: Page, fields?: Readonly<Record<string, string>>): Promise<Page>;
  /** Where a sign-in would send it back to, which it does not follow. */
  sentBack(page: Page, fields: Readonly<Record<string, string>>): Promise<string>;
  readonly cookies: Map<string, string>;
}

const MOST_STEPS = 10;

export const openBrowser = (): Browser => {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const each of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const follow = async (from: string, first: RequestInit): Promise<Page> => {
    let url = from;
    let response = await send(url, first);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const html = response.status < 300 || response.status >= 400 ? await response.text() : '';
      const next = response.headers.get('location') ?? refreshIn(html);
      if (next === null) return pageOf(url, response, html);
      url = new URL(next, url).href;
      response = await send(url, {});
    }
    throw new Error(`redirected for ever at ${url}`);
  };
  const form = (page: Page, fields: Readonly<Record<string, string>>): RequestInit => {
    const hidden = [...page.html.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const given = hidden.map(([, name = '', value = '']) => [name, plain(value)] as const);
    return {
      method: 'POST',
      body: new URLSearchParams({ ...Object.fromEntries(given), ...fields }),
    };
  };
  return {
    cookies,
    open: (url) => follow(url, {}),
    submit: (page, fields = {}) => follow(page.url, form(page, fields)),
    sentBack: async (page, fields) => {
      const response = await send(page.url, form(page, fields));
      return new URL(response.headers.get('location') ?? '', page.url).href;
    },
  };
};

const refreshIn = (html: string): string | null => {
  const found = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(html)?.[1];
  return found === undefined ? null : plain(found);
};

const pageOf = (url: string, { status, headers }: Response, html: string): Page => ({
  url,
  status,
  headers,
  html,
  title: plain(/<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''),
  text: plain((/<main>(.*)<\/main>/s.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim(),
});

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
