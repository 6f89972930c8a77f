/*
 * Which names are not worth opening. All of it is about what the name says; whether a project ignores a file is told by
 * its own `.gitignore`.
 */

/** Folders of tools, dependencies and builds. */
const skippedFolders: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', '.mpesa-doctor'],
  ...['node_modules', 'bower_components', 'jspm_packages', '.yarn', '.pnpm-store', 'vendor', 'site-packages'],
  ...['venv', '.venv', '__pycache__', '.tox', '.nox', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.eggs'],
  ...['dist', 'build', 'target', '.next', '.nuxt', '.output', '.svelte-kit', '.turbo', '.parcel-cache', '.cache'],
  ...['coverage', '.gradle', '.idea', '.terraform', '.dart_tool', 'Pods', '.vercel', '.netlify'],
])

export function isSkippedFolder(name: string): boolean {
  return skippedFolders.has(name)
}

/** What is never text, and text that is made by programs. */
const skippedEndings: ReadonlySet<string> = new Set(
  (
    'png jpg jpeg gif webp avif ico bmp tif tiff psd svg eot otf ttf woff woff2 mp3 mp4 m4a wav ogg webm mov avi mkv ' +
    'pdf doc docx xls xlsx ppt pptx odt ods zip gz tgz bz2 xz zst 7z rar tar jar war whl egg phar deb rpm dmg iso apk ' +
    'exe dll so dylib a o obj lib bin dat class pyc pyo wasm node db sqlite sqlite3 mdb rdb dump bak swp ' +
    'map log lock crt cer pem key p12 pfx jks gpg har ipynb parquet npy pkl mo pot po snap'
  ).split(' '),
)

const lockFiles: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'bun.lockb',
])

export function isSkippedFile(name: string): boolean {
  const dot = name.lastIndexOf('.')
  if (dot > 0 && skippedEndings.has(name.slice(dot + 1).toLowerCase())) return true
  return lockFiles.has(name) || name.endsWith('.min.js') || name.endsWith('.min.css')
}

/** Settings that projects keep out of Git and their apps read all the same. */
export function isLocalSettings(name: string): boolean {
  return name.startsWith('.env') || /^(?:local[._-]settings|settings[._-]local|(?:app)?config[._-]local)\./i.test(name)
}

/** Where settings and routes are looked at first, in case that there is no time for everything. */
export function isLikelyFolder(name: string): boolean {
  return /^(?:config|configs|conf|settings?|env|envs|src|app|apps|api|server|backend|routes?|mpesa|payments?)$/i.test(
    name,
  )
}
