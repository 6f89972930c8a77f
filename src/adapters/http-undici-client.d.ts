/* undici whole takes three times as long to load as the one client that is used. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici'
  export default Client
}
