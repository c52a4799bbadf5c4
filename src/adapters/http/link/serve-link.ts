/**
 * The pages on which a person links their Slack user to their GitHub account: `/link/<token>` offers it,
 * `/link/slack` and `/link/github` are where the sign-ins send the browser back, `/link/confirm` asks.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256 } from '../../../core/digest.ts';
import { SECOND } from '../../../core/instant.ts';
import {
  beginLink,
  consent,
  githubProved,
  offerAt,
  sessionAt,
  slackProved,
  type Taken,
  takeStep,
} from '../../../services/identity/take-up-link.ts';
import type { World } from '../../../services/world.ts';
import { decodeUtf8, readBody } from '../read-request.ts';
import { type Browser, browserIn, browserOf, isSame, newCookie, setCookie } from './browser.ts';
import type { GitHubSignIn } from './github-sign-in.ts';
import {
  brokenPage,
  closedPage,
  consentPage,
  downPage,
  forgedPage,
  linkedPage,
  offerPage,
  onwardPage,
  PAGE_HEADERS,
  type Page,
  pageText,
  programPage,
  refusedPage,
  somebodyElsePage,
  strangerPage,
  wrongPage,
} from './pages.ts';
import type { Proof } from './sign-in.ts';
import type { SlackSignIn } from './slack-sign-in.ts';

export interface LinkParts {
  readonly world: World;
  /** Where these pages are for the outside, without a trailing slash. */
  readonly publicUrl: string;
  readonly slack: SlackSignIn;
  readonly github: GitHubSignIn;
  /** A link was made: there is something to tell. */
  readonly linked: () => void;
}

/** Answers what is below `/link/`. */
export type ServeLink = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<void>;

/** A page, or where to go instead. */
type Answer = Page | { readonly redirect: string };

export const serveLink =
  (parts: LinkParts): ServeLink =>
  async (request, response, url) => {
    const { method = 'GET' } = request;
    if (!['GET', 'HEAD', 'POST'].includes(method)) {
      response.writeHead(405, { allow: 'GET, POST', 'cache-control': 'no-store' }).end();
      return;
    }
    const answer = await answerTo(parts, request, response, url).catch((fault: unknown) => {
      // Whoever hung up reads nothing, and the server knows what that is.
      if (request.readableAborted) throw fault;
      parts.world.log.error({ err: fault }, 'a page that links accounts could not be shown');
      return brokenPage;
    });
    return show(response, answer);
  };

const answerTo = async (
  parts: LinkParts,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: URL,
): Promise<Answer> => {
  const last = pathname.slice('/link/'.length);
  const browser = browserIn(request, parts.publicUrl);
  if (request.method !== 'POST') return got(parts, browser, last, searchParams);
  return last === 'confirm' ? confirm(parts, browser, request) : begin(parts, response, last);
};

const got = (
  parts: LinkParts,
  browser: Browser | null,
  last: string,
  searchParams: URLSearchParams,
): Promise<Answer> => {
  if (last === 'slack') return backFromSlack(parts, browser, searchParams);
  if (last === 'github') return backFromGitHub(parts, browser, searchParams);
  return last === 'confirm' ? ask(parts, browser) : offer(parts, last);
};

const offer = async ({ world }: LinkParts, token: string): Promise<Answer> => {
  const found = await offerAt(world, sha256(token));
  if (found.kind !== 'open') return closedPage(found);
  // A name is for the person to recognise, and nothing rests on it.
  const user = await world.chat?.user(found.ticket.slack.user).catch(() => null);
  return offerPage(found.ticket, user?.name ?? null);
};

const begin = async (
  { world, publicUrl, slack }: LinkParts,
  response: ServerResponse,
  token: string,
): Promise<Answer> => {
  const cookie = newCookie();
  const browser = browserOf(cookie);
  const begun = await beginLink(world, sha256(token), browser.cookieHash);
  if (begun.kind !== 'open') return closedPage(begun);
  const { ticket } = begun;
  const seconds = Math.ceil((ticket.expiresAt - world.clock.now()) / SECOND);
  response.setHeader('set-cookie', setCookie(publicUrl, cookie, seconds));
  return onwardPage(slack.authorizeUrl(browser, ticket.slack.team));
};

const backFromSlack = async (
  parts: LinkParts,
  browser: Browser | null,
  searchParams: URLSearchParams,
): Promise<Answer> => {
  const { world, slack, github } = parts;
  // What was not sent from here takes no step, so that nobody can spoil one for somebody else.
  if (browser === null || !isSame(searchParams.get('state'), browser.secretFor('slack state')))
    return strangerPage;
  const taken = await takeStep(world, browser.cookieHash, 'slack');
  if (taken.kind !== 'taken') return closedPage(taken);
  const proof = await slack.prove(browser, searchParams);
  if (proof.kind !== 'proved') return failed(world, 'Slack', taken, proof);
  const { slack: found, names } = proof.found;
  const outcome = await slackProved(world, taken, found, names);
  if (outcome === 'somebody_else') return somebodyElsePage(proof.found, taken.ticket);
  return { redirect: await github.authorizeUrl(browser) };
};

const backFromGitHub = async (
  { world, publicUrl, github }: LinkParts,
  browser: Browser | null,
  searchParams: URLSearchParams,
): Promise<Answer> => {
  if (browser === null || !isSame(searchParams.get('state'), browser.secretFor('github state')))
    return strangerPage;
  const taken = await takeStep(world, browser.cookieHash, 'github');
  if (taken.kind !== 'taken') return closedPage(taken);
  const proof = await github.prove(browser, searchParams);
  if (proof.kind !== 'proved') return failed(world, 'GitHub', taken, proof);
  const outcome = await githubProved(world, taken, proof.found);
  if (outcome === 'not_a_person') return programPage(proof.found);
  return { redirect: `${publicUrl}/link/confirm` };
};

const ask = async ({ world }: LinkParts, browser: Browser | null): Promise<Answer> => {
  if (browser === null) return strangerPage;
  const found = await sessionAt(world, browser.cookieHash, 'consent');
  if (found.kind !== 'taken') return closedPage(found);
  return consentPage(found.session, found.ticket.slack, browser.secretFor('consent'));
};

const confirm = async (
  { world, linked }: LinkParts,
  browser: Browser | null,
  request: IncomingMessage,
): Promise<Answer> => {
  if (browser === null) return strangerPage;
  const token = await tokenIn(request);
  if (!isSame(token, browser.secretFor('consent'))) return forgedPage;
  const outcome = await consent(world, browser.cookieHash);
  if (outcome.kind !== 'linked') return closedPage(outcome);
  linked();
  return linkedPage(outcome.link.person);
};

const failed = (
  { log }: World,
  side: 'Slack' | 'GitHub',
  { ticket }: Taken,
  proof: Exclude<Proof<unknown>, { kind: 'proved' }>,
): Page => {
  if (proof.kind === 'refused') return refusedPage(side, ticket);
  log.warn({ side, said: proof.said }, 'a sign-in did not tell who somebody is');
  return proof.kind === 'down' ? downPage(side, ticket) : wrongPage(side, ticket);
};

const MAX_FORM_BYTES = 8 * 1024;

const tokenIn = async (request: IncomingMessage): Promise<string | null> => {
  const body = await readBody(request, MAX_FORM_BYTES);
  const text = body === null ? null : decodeUtf8(body);
  return text === null ? null : new URLSearchParams(text).get('token');
};

const show = async (response: ServerResponse, answer: Answer): Promise<void> => {
  if ('redirect' in answer) {
    response.writeHead(303, { ...PAGE_HEADERS, location: answer.redirect }).end();
    return;
  }
  response.writeHead(answer.status, PAGE_HEADERS).end(await pageText(answer));
};
