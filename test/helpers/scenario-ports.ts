import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of the well-known ones on which nothing listens; no other test can be given it in the meantime. */
export const closedPort = 1

// Above the ports at which agents of tunnels and frameworks are looked for.
const first = 21_000
const last = 32_000

/** A port for a program that wants to be told one; out of the range from which systems give ports to whoever asks. */
export async function reservePort(): Promise<number> {
  const port = first + Math.floor(Math.random() * (last - first))
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return reservePort()
  }
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
