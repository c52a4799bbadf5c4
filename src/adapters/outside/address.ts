/**
 * Which addresses a policy may lead to: those of the public internet. Everything else is somebody's own
 * network, where a request from here would have rights that its author lacks.
 */
import ipaddr from 'ipaddr.js';

/** Of IPv6 nothing else has been given out (IANA: "IPv6 Global Unicast Address Assignments"). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/** An IPv4 address inside an IPv6 one is not: it may be any of the former. */
export const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
};
