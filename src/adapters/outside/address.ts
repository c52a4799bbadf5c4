/**
 * Which addresses a policy may lead to: those of the public internet. Everything else is somebody's own
 * network, where a request from here would have rights that its author lacks.
 */
import ipaddr from 'ipaddr.js';

/** An IPv4 address inside an IPv6 one is not: it may be any of the former. */
export const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast';
