/** The few lines of a Git config that matter here; the last one wins, as in Git. Nothing is included or expanded. */
export interface GitConfig {
  readonly excludesFile?: string
  readonly ignoreCase?: boolean
  readonly objectFormat?: string
}

export function readGitConfig(text: string): GitConfig {
  const config: { -readonly [K in keyof GitConfig]: GitConfig[K] } = {}
  let section = ''
  for (const line of text.split('\n')) {
    const header = /^\s*\[\s*([^\]"\s]+)\s*\]/.exec(line)
    if (header !== null) section = (header[1] ?? '').toLowerCase()
    else if (/^\s*\[/.test(line)) section = ''
    const [, key = '', raw = 'true'] = /^\s*(?:\[[^\]]*\]\s*)?([a-z][a-z\d-]*)\s*(?:=(.*))?$/i.exec(line) ?? []
    const name = `${section}.${key.toLowerCase()}`
    const value = unquote(raw)
    if (name === 'core.excludesfile') config.excludesFile = value
    if (name === 'core.ignorecase') config.ignoreCase = /^(?:true|yes|on|1)$/i.test(value)
    if (name === 'extensions.objectformat') config.objectFormat = value
  }
  return config
}

function unquote(raw: string): string {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"/.exec(raw)?.[1]
  return quoted === undefined ? raw.replace(/\s*[#;].*$/, '').trim() : quoted.replaceAll(/\\(.)/g, '$1')
}
