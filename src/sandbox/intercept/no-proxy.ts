/*
 * NO_PROXY has no standard. Read here is what curl, Python and Go agree on: names separated by commas or blanks, each for the
 * host and all below it, with or without a dot or `*.` in front and a port behind; `*` alone is for all.
 */

/** Whether requests to this host go without a proxy. */
export function isDirect(noProxy: string | undefined, host: string): boolean {
  const name = plain(host)
  return entriesOf(noProxy).some((entry) => covers(entry, name))
}

/** Without the entries that would keep one of these hosts from the proxy. */
export function withoutHosts(noProxy: string | undefined, hosts: readonly string[]): readonly string[] {
  return entriesOf(noProxy).filter((entry) => !hosts.some((host) => covers(entry, plain(host))))
}

function entriesOf(noProxy = ''): readonly string[] {
  return noProxy.split(/[\s,]+/).filter((entry) => entry !== '')
}

function covers(entry: string, host: string): boolean {
  if (entry === '*') return true
  const suffix = plain(entry.replace(/:\d+$/, '').replace(/^\*?\./, ''))
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`))
}

/** Names are the same with a dot at their end, and in any case. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}
