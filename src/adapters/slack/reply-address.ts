/** Answers where Slack itself said that answers go (docs: "Handling user interaction"). */
import { SECOND } from '../../core/instant.ts';
import { ChatFault } from '../../ports/chat.ts';

/** Slack's own hosts; another one only where Slack itself is set to be elsewhere. */
const SLACKS_OWN = 'https://hooks.slack.com';

/** False where it is no longer open: after half an hour, or five answers. */
export const answerAt = async (
  to: { readonly url: string; readonly apiUrl: string; readonly timeoutMs: number },
  body: object,
): Promise<boolean> => {
  if (!isSlacks(to.url, to.apiUrl)) return false;
  const response = await ask(to.url, to.timeoutMs, {
    ...body,
    response_type: 'ephemeral',
    replace_original: false,
  });
  // Its status says it all.
  await response.body?.cancel();
  if (response.ok) return true;
  if (response.status === 429) {
    const retryAfterMs = (Number(response.headers.get('retry-after')) || 1) * SECOND;
    throw new ChatFault('limited', 'Slack asks to wait to answer', { retryAfterMs });
  }
  if (response.status >= 500)
    throw new ChatFault('unreachable', 'Could not answer: Slack is in trouble');
  return false;
};

/** It came in a signed request; a copy of one in a database could still name another. */
const isSlacks = (url: string, apiUrl: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  const isOpen = username === '' && password === '';
  return isOpen && (origin === SLACKS_OWN || origin === new URL(apiUrl).origin);
};

const ask = async (url: string, timeoutMs: number, body: object): Promise<Response> => {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw new ChatFault('unreachable', 'Could not answer: Slack cannot be reached', { cause });
  }
};
