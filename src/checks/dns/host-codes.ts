export const hostCodes = {
  'dns/not-found': {
    severity: 'error',
    title: 'The host of the callback URL does not exist',
    why: 'DNS knows no address for the name, so nobody can connect. A tunnel that has ended looks like this, too.',
    fix: 'Correct the host in `MPESA_CALLBACK_URL`, or create its DNS record',
  },
  'dns/failed': {
    severity: 'error',
    title: 'The host of the callback URL cannot be resolved',
    why: 'The name server gave no usable answer. If other names fail as well, it is the network of this machine.',
    fix: 'Look whether other names resolve here, then look at the name servers of the domain',
  },
  'dns/private-answer': {
    severity: 'error',
    title: 'The host resolves to an address that Safaricom cannot reach',
    why: 'Private and loopback addresses mean something else, or nothing, on the internet.',
    fix: 'Give the DNS record the public address of the server',
  },
  'dns/ipv6-only': {
    severity: 'warning',
    title: 'The host has no IPv4 address',
    why: 'All known addresses of Safaricom are IPv4; whether it connects over IPv6 is not known.',
    fix: 'Add an A record',
  },
} as const
