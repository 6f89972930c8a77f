import type { Secret } from './secret.ts'

/** Where a value came from, strongest first in the union's order. */
export type Origin =
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'config'; readonly file: string; readonly key: string }
  | { readonly kind: 'env-file'; readonly file: string; readonly line: number; readonly key: string }
  | { readonly kind: 'process'; readonly name: string }
  | { readonly kind: 'detected'; readonly how: string }
  | { readonly kind: 'default' }

/** A value that knows its origin. */
export interface Setting<T> {
  readonly value: T
  readonly origin: Origin
}

/** "--app-url", "MPESA_DOCTOR_APP_URL", "mpesa-doctor.config.json (appUrl)", ".env:4 PORT", "default". */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'option':
      return origin.name
    case 'variable':
      return origin.name
    case 'config':
      return `${origin.file} (${origin.key})`
    case 'env-file':
      return `${origin.file}:${origin.line} ${origin.key}`
    case 'process':
      return `${origin.name} in this shell`
    case 'detected':
      return `detected: ${origin.how}`
    case 'default':
      return 'default'
  }
}

export type Environment = 'sandbox' | 'production'

/** curl's `--connect-to host:port:host2:port2`; an empty host or port matches any. */
export interface ConnectTo {
  readonly host: string
  readonly port: number | null
  readonly toHost: string
  readonly toPort: number | null
}

/** Where the order lives, if the user says so; discovery fills the rest. */
export interface OrderMapping {
  readonly schema?: string
  readonly table?: string
  readonly columns?: Readonly<Record<string, string>>
  /** Table of the payments, if they are not in that of the orders. */
  readonly payments?: string
  /** What values of the state mean that nothing else explains: `{ "Awaiting M-Pesa": "pending" }`. */
  readonly states?: Readonly<Record<string, 'pending' | 'paid' | 'failed' | 'refunded'>>
}

/** Values of all settings; the name is the option's long name in camel case. */
export interface SettingValues {
  readonly environment: Environment
  readonly offline: boolean
  readonly appUrl: string
  readonly callbackUrl: string
  readonly databaseUrl: Secret
  readonly darajaUrl: string
  readonly ngrokApi: string
  readonly connectTo: readonly ConnectTo[]
  /** PEM text and the file that it came from. */
  readonly cacert: { readonly file: string; readonly pem: string }
  readonly dnsServer: readonly string[]
  /** Limit for one reply, in milliseconds. */
  readonly budget: number
  /** The same for Daraja alone, in milliseconds, where it is asked in passing. */
  readonly darajaBudget: number
  /** CheckoutRequestID of an order that `diagnose` may pay with a simulated callback. */
  readonly testOrder: string
  /** The order, CheckoutRequestID or receipt that the user asked about. */
  readonly order: string
  readonly orders: OrderMapping
  /** Our variable name → the app's own name for it. */
  readonly variables: Readonly<Record<string, string>>
}

export type SettingName = keyof SettingValues

/** All settings of a run. A setting that nobody gave and that has no default is undefined. */
export interface Settings {
  get<K extends SettingName>(name: K): Setting<SettingValues[K]> | undefined
}

/** One source of settings. Layers are asked in order; the first answer wins. */
export type SettingsLayer = <K extends SettingName>(name: K) => Setting<SettingValues[K]> | undefined

export function createSettings(layers: readonly SettingsLayer[]): Settings {
  return {
    get(name) {
      for (const layer of layers) {
        const setting = layer(name)
        if (setting !== undefined) return setting
      }
      return undefined
    },
  }
}

/** A layer from finished settings, e.g. options or defaults. */
export function layerOf(settings: { readonly [K in SettingName]?: Setting<SettingValues[K]> }): SettingsLayer {
  return (name) => settings[name]
}
