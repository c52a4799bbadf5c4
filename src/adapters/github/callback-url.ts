/**
 * The address by which GitHub wants a waiting job answered. Only the number of the run is taken from it,
 * and only where it is an address of this GitHub and this repository.
 */
import type { Repository } from '../../ports/store.ts';

/** The run's number; null for an address of somewhere else. */
export const runInCallback = (
  callback: string,
  apiUrl: string,
  { owner, name }: Pick<Repository, 'owner' | 'name'>,
): string | null => {
  const [url, api] = [URL.parse(callback), URL.parse(apiUrl)];
  if (url === null || api === null || url.origin !== api.origin) return null;
  if (url.username !== '' || url.password !== '') return null;
  const base = api.pathname.replace(/\/$/, '');
  const rest = url.pathname.slice(base.length);
  const found =
    /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs\/(\d{1,19})\/deployment_protection_rule$/.exec(rest);
  if (!url.pathname.startsWith(`${base}/`) || found === null) return null;
  const [, theirOwner = '', theirName = '', runId = ''] = found;
  const isHere =
    theirOwner.toLowerCase() === owner.toLowerCase() &&
    theirName.toLowerCase() === name.toLowerCase();
  return isHere ? runId : null;
};
