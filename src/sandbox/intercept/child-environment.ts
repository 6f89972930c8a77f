/** Files that were written for the started app. */
export interface InterceptFiles {
  /** The public roots, those that the user had named, and the throw-away one. */
  readonly bundle: string
  /** Loaded by Node before anything else. */
  readonly preload: string
  /** A folder with an ini file for PHP. */
  readonly phpFolder: string
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * What makes an app's calls to Daraja come here, set besides the variables that it has: a proxy and a bundle of roots for
 * the libraries that look into their environment, a preload for Node, where most do not.
 */
export function childEnvironment(
  user: Variables,
  { proxyUrl, files }: { readonly proxyUrl: string; readonly files: InterceptFiles },
): Readonly<Record<string, string>> {
  const { host, port } = { host: new URL(proxyUrl).hostname, port: new URL(proxyUrl).port }
  // Programs differ in which of the two spellings they read.
  const direct = [user.NO_PROXY ?? user.no_proxy, 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',')
  return {
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    NO_PROXY: direct,
    no_proxy: direct,
    SSL_CERT_FILE: files.bundle,
    REQUESTS_CA_BUNDLE: files.bundle,
    CURL_CA_BUNDLE: files.bundle,
    NODE_EXTRA_CA_CERTS: files.bundle,
    NODE_OPTIONS: [user.NODE_OPTIONS, `--require=${quote(files.preload)}`].filter(Boolean).join(' '),
    // An empty first part stands for the folders that PHP looks into anyway.
    PHP_INI_SCAN_DIR: `${user.PHP_INI_SCAN_DIR ?? ''}${listSeparator(user)}${files.phpFolder}`,
    // Java takes the proxy from here; its roots are in a store of its own, which only keytool writes.
    JAVA_TOOL_OPTIONS: [user.JAVA_TOOL_OPTIONS, `-Dhttps.proxyHost=${host}`, `-Dhttps.proxyPort=${port}`]
      .filter(Boolean)
      .join(' '),
  }
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
