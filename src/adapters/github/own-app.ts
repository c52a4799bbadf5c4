/** Who this app is on GitHub. Asked first of all, it shows whether id and key belong together. */
import { RequestError } from '@octokit/request-error';
import type { Probot } from 'probot';
import { HostFault } from '../../ports/code-host.ts';
import { faultOf, NO_TOKEN, wordsOf } from './fault.ts';

/** Throws in words for the operator. */
export const ownApp = async (
  probot: Pick<Probot, 'auth'>,
  apiUrl: string,
): Promise<{ readonly id: number; readonly slug: string }> => {
  try {
    const octokit = await probot.auth();
    const { data } = await octokit.rest.apps.getAuthenticated();
    if (data === null) throw new HostFault('gone', 'there is no such app');
    return { id: data.id, slug: data.slug ?? '' };
  } catch (fault) {
    throw new Error(said(apiUrl, fault), { cause: fault });
  }
};

const said = (apiUrl: string, fault: unknown): string => {
  const words = fault instanceof RequestError ? wordsOf(fault) : wordsOfOther(fault);
  const { kind } = faultOf('learn who this app is', fault);
  const isRefused = fault instanceof RequestError && fault.status === NO_TOKEN;
  return isRefused || kind === 'forbidden' || kind === 'gone'
    ? `GitHub does not take this APP_ID with this PRIVATE_KEY. Both stand on the page of your GitHub App; a new key is made there under "Private keys". ${apiUrl} said: ${words}`
    : `GitHub at ${apiUrl} cannot be reached: ${words}`;
};

const wordsOfOther = (fault: unknown): string =>
  fault instanceof Error ? fault.message : String(fault);
