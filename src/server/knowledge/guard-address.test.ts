import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { AddressRefused, checkAddress, guardedLookup, isPublicAddress } from './guard-address.ts';

const check = (url: string, internal = false) => checkAddress(new URL(url), { internal });

describe('addresses as written', () => {
  it.each([
    ['http://127.0.0.1/', 'address-internal'],
    ['http://127.1/', 'address-internal'],
    ['http://2130706433/', 'address-internal'],
    ['http://0x7f000001/', 'address-internal'],
    ['http://017700000001/', 'address-internal'],
    ['http://0/', 'address-internal'],
    ['http://[::1]/', 'address-internal'],
    ['http://[::]/', 'address-internal'],
    ['http://[::ffff:127.0.0.1]/', 'address-internal'],
    ['http://[::ffff:a9fe:a9fe]/', 'address-internal'],
    ['http://[64:ff9b::7f00:1]/', 'address-internal'],
    ['http://[2002:7f00:1::]/', 'address-internal'],
    ['http://[fd00:ec2::254]/', 'address-internal'],
    ['http://[fe80::1]/', 'address-internal'],
    ['http://10.1.2.3/', 'address-internal'],
    ['http://172.16.0.1/', 'address-internal'],
    ['http://192.168.1.1/', 'address-internal'],
    ['http://100.64.0.1/', 'address-internal'],
    ['http://169.254.169.254/latest/meta-data/', 'address-internal'],
    ['http://168.63.129.16/', 'address-internal'],
    ['http://224.0.0.1/', 'address-internal'],
    ['http://localhost/', 'address-internal'],
    ['http://localhost./', 'address-internal'],
    ['http://drucker/', 'address-internal'],
    ['http://server.local/', 'address-internal'],
    ['http://metadata.google.internal/', 'address-internal'],
    ['http://user@stadt.de/', 'address-user'],
    ['http://stadt.de@127.0.0.1/', 'address-user'],
    ['ftp://stadt.de/', 'address-scheme'],
    ['file:///etc/passwd', 'address-scheme'],
    ['gopher://stadt.de/', 'address-scheme'],
    ['http://stadt.de:22/', 'address-port'],
    ['http://stadt.de:6379/', 'address-port'],
  ])('%s is refused: %s', (url, fault) => {
    expect(check(url)).toBe(fault);
  });

  it.each([
    'https://www.stadt.de/',
    'http://stadt.de:8080/',
    'https://8.8.8.8/',
    'https://[2a00:1450:4001:81b::2003]/',
  ])('%s may be read', (url) => {
    expect(check(url)).toBeNull();
  });

  it('lets internal networks be read where the operator allows it, but nothing else', () => {
    expect(check('http://10.0.0.5:3000/', true)).toBeNull();
    expect(check('http://intranet/', true)).toBeNull();
    expect(check('http://user@intranet/', true)).toBe('address-user');
    expect(check('file:///etc/passwd', true)).toBe('address-scheme');
  });
});

describe('addresses of a name', () => {
  const resolved = (addresses: string[], internal = false, all = false) =>
    new Promise<unknown>((resolve) => {
      const lookup = guardedLookup({
        internal,
        resolve: (_name, _options, callback) =>
          callback(
            null,
            addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
          ),
      });
      lookup('stadt.de', { all }, (error, address) => resolve(error ?? address));
    });

  it('must all be public', async () => {
    expect(await resolved(['93.184.216.34'])).toBe('93.184.216.34');
    expect(await resolved(['127.0.0.1'])).toBeInstanceOf(AddressRefused);
    expect(await resolved(['93.184.216.34', '10.0.0.1'])).toBeInstanceOf(AddressRefused);
    expect(await resolved(['93.184.216.34', '10.0.0.1'], false, true)).toBeInstanceOf(AddressRefused);
    expect(await resolved(['::ffff:192.168.0.1'])).toBeInstanceOf(AddressRefused);
    expect(await resolved(['10.0.0.1'], true)).toBe('10.0.0.1');
  });

  it('must be there', async () => {
    expect(await resolved([])).toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('isPublicAddress', () => {
  it('takes nothing that is no address for public', () => {
    expect(isPublicAddress('stadt.de')).toBe(false);
    expect(isPublicAddress('')).toBe(false);
  });
});
