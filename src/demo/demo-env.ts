import { randomBytes } from 'node:crypto'
import type { EnvLine } from './env-lines.ts'
import { callbackPath } from './shop-behaviour.ts'

/** The host name in the callback URL; nothing of the demo ever asks DNS for it. */
export const publicHost = 'duka-demo.co.ke'

/** The host of a tunnel that the shop's developer used once. */
export const oldTunnelHost = 'duka-demo-heron.ngrok-free.app'

/** Every name that the edge answers to. */
export const edgeHosts = [publicHost, `www.${publicHost}`, oldTunnelHost] as const

/** Published by Safaricom for everybody's use with the sandbox. */
const sandboxShortcode = '174379'
const sandboxPasskey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

/** The env file of a shop without a fault. Keys that would be secret are made up anew for every demo. */
export function makeEnv(shop: { readonly port: number; readonly databaseUrl: string }): readonly EnvLine[] {
  return [
    { comment: 'Duka web shop' },
    { key: 'NODE_ENV', value: 'development' },
    { key: 'PORT', value: String(shop.port) },
    { key: 'DATABASE_URL', value: shop.databaseUrl },
    { comment: '' },
    { comment: 'M-PESA (Daraja), app "duka" at developer.safaricom.co.ke' },
    { key: 'MPESA_ENVIRONMENT', value: 'sandbox' },
    { key: 'MPESA_CONSUMER_KEY', value: inventText(48) },
    { key: 'MPESA_CONSUMER_SECRET', value: inventText(64) },
    { key: 'MPESA_SHORTCODE', value: sandboxShortcode },
    { key: 'MPESA_PASSKEY', value: sandboxPasskey },
    { comment: 'Where Safaricom reports payments' },
    { key: 'MPESA_CALLBACK_URL', value: `https://${publicHost}${callbackPath}` },
  ]
}

/** A passkey of the right shape that opens nothing. */
export function inventPasskey(): string {
  return randomBytes(32).toString('hex')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function inventText(length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
}
