/**
 * Keeps the crawler out of the house's own network (server-side request forgery): the addresses it reads come from strangers'
 * pages. Checked twice: the address as written, and every IP address at the moment of connecting, so that a name which
 * resolves differently the second time (DNS rebinding) wins nothing.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export type AddressFault = 'address-scheme' | 'address-user' | 'address-port' | 'address-internal';

const PORTS = new Set(['', '80', '443', '8080', '8443']);
/** Reachable from inside a cloud only, though their numbers look public (Azure's host service). */
const INTERNAL_BY_USE = new Set(['168.63.129.16']);
/** Names that never mean a public host (RFC 6761, 6762, 8375, ICANN's .internal). */
const INTERNAL_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa|localdomain)$/i;

/** What is wrong with an address as written, or null. With `internal`, only scheme and user name are looked at. */
export function checkAddress(url: URL, { internal }: { internal: boolean }): AddressFault | null {
  if (!/^https?:$/.test(url.protocol)) return 'address-scheme';
  if (url.username !== '' || url.password !== '') return 'address-user';
  if (internal) return null;
  if (!PORTS.has(url.port)) return 'address-port';
  // URL has already turned 2130706433, 0x7f.1 and 017700000001 into 127.0.0.1.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? null : 'address-internal';
  return INTERNAL_NAME.test(host) || !host.includes('.') ? 'address-internal' : null;
}

/** True only for addresses of the public internet; IPv4 inside IPv6 is judged as IPv4 or refused. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && !INTERNAL_BY_USE.has(parsed.toString());
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor() {
    super('the name leads into an internal network');
    this.name = 'AddressRefused';
  }
}

export type Resolve = (
  hostname: string,
  options: { all: true; order: 'verbatim' },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** `lookup` for a socket: the connection goes to an address that was checked, or does not come about. */
export function guardedLookup({
  internal,
  resolve = systemLookup,
}: {
  internal: boolean;
  /** Resolves a name; tests pass their own. */
  resolve?: Resolve;
}): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true, order: 'verbatim' }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) {
        const missing: NodeJS.ErrnoException = error ?? new Error('the name has no address');
        missing.code ??= 'ENOTFOUND';
        callback(missing, '', 0);
        return;
      }
      // One internal address among public ones is enough: which one a socket takes is not ours to choose.
      if (!internal && !addresses.every(({ address }) => isPublicAddress(address))) {
        callback(new AddressRefused(), '', 0);
        return;
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
