import { withoutHosts } from './no-proxy.ts'

/** Files that were written for the started app. */
export interface InterceptFiles {
  /** The public roots, those that the user had named, and the throw-away one. */
  readonly bundle: string
  /** Loaded by Node before anything else. */
  readonly preload: string
  /** The same roots in the form that Java reads. */
  readonly javaStore: string
  /** A folder with an ini file for PHP. */
  readonly phpFolder: string
}

type Variables = Readonly<Record<string, string | undefined>>

/** What a proxy for all is named by; programs differ in which spelling they read. */
export const proxyNames = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'] as const

export interface ChildFacts {
  readonly proxyUrl: string
  readonly files: InterceptFiles
  /** That have to come here, whatever the user has in NO_PROXY. */
  readonly hosts: readonly string[]
}

/**
 * What makes an app's calls to Daraja come here, set besides the variables that it has: a proxy and a bundle of roots for
 * the libraries that look into their environment, a preload for Node, where most do not.
 */
export function childEnvironment(
  user: Variables,
  { proxyUrl, files, hosts }: ChildFacts,
): Readonly<Record<string, string>> {
  const direct = [...withoutHosts(user.NO_PROXY || user.no_proxy, hosts), 'localhost', '127.0.0.1', '::1'].join(',')
  return {
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    // Ruby reads this one for https, too.
    HTTP_PROXY: proxyUrl,
    http_proxy: proxyUrl,
    NO_PROXY: direct,
    no_proxy: direct,
    SSL_CERT_FILE: files.bundle,
    REQUESTS_CA_BUNDLE: files.bundle,
    CURL_CA_BUNDLE: files.bundle,
    NODE_EXTRA_CA_CERTS: files.bundle,
    NODE_OPTIONS: [user.NODE_OPTIONS, `--require=${quote(files.preload)}`].filter(Boolean).join(' '),
    // An empty first part stands for the folders that PHP looks into anyway.
    PHP_INI_SCAN_DIR: `${user.PHP_INI_SCAN_DIR ?? ''}${listSeparator(user)}${files.phpFolder}`,
    JAVA_TOOL_OPTIONS: javaOptions(user.JAVA_TOOL_OPTIONS, proxyUrl, files.javaStore),
  }
}

/** Java looks at no variable: proxy and roots are properties of it. A store of the user's own is left. */
function javaOptions(own: string | undefined, proxyUrl: string, store: string): string {
  const { hostname, port } = new URL(proxyUrl)
  const roots =
    own?.includes('javax.net.ssl.trustStore=') === true
      ? []
      : [quote(`-Djavax.net.ssl.trustStore=${store}`), '-Djavax.net.ssl.trustStoreType=JKS']
  return [own, `-Dhttps.proxyHost=${hostname}`, `-Dhttps.proxyPort=${port}`, ...roots].filter(Boolean).join(' ')
}

/** Where roots of the user's own stand; they are trusted further on. */
export function ownBundles(user: Variables): readonly string[] {
  const named = [user.SSL_CERT_FILE, user.REQUESTS_CA_BUNDLE, user.CURL_CA_BUNDLE, user.NODE_EXTRA_CA_CERTS]
  return [...new Set(named.filter((path): path is string => path !== undefined && path !== ''))]
}

function quote(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, '\\$&')}"` : path
}

function listSeparator(user: Variables): string {
  return user.OS === 'Windows_NT' ? ';' : ':'
}
