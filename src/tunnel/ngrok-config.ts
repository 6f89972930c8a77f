export interface NgrokConfigPlaces {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** `%LOCALAPPDATA%`. */
  readonly localAppData?: string | undefined
  /** `$XDG_CONFIG_HOME`. */
  readonly configHome?: string | undefined
}

/** Where the ngrok agent keeps its configuration: that of agents 3 and later first, then that of agent 2. */
export function ngrokConfigFiles(places: NgrokConfigPlaces): readonly string[] {
  const { platform, home, localAppData, configHome } = places
  if (platform === 'win32') {
    return [`${localAppData ?? `${home}\\AppData\\Local`}\\ngrok\\ngrok.yml`, `${home}\\.ngrok2\\ngrok.yml`]
  }
  const current =
    platform === 'darwin' ? `${home}/Library/Application Support/ngrok` : `${configHome || `${home}/.config`}/ngrok`
  return [`${current}/ngrok.yml`, `${home}/.ngrok2/ngrok.yml`]
}

/** The authtoken of a parsed configuration of version 1 or 2 (`authtoken:`) or 3 (`agent: authtoken:`); null without one. */
export function authtokenIn(config: unknown): string | null {
  return textAt(valueAt(config, 'agent'), 'authtoken') ?? textAt(config, 'authtoken')
}

function textAt(object: unknown, key: string): string | null {
  const value = valueAt(object, key)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function valueAt(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined
}
