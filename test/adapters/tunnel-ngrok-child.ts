import { createRequire } from 'node:module'
import { createNgrokProvider } from '../../src/adapters/tunnel-ngrok.ts'

/* Opens a tunnel in a process of its own, closes it if it is told to, and then has nothing more to do. */
const [serverAddress = '', trust = '', root = '', whatNext = ''] = process.argv.slice(2)
const load = async () => createRequire(root)('@ngrok/ngrok')
const provider = createNgrokProvider({ serverAddress, trust, load })
const tunnel = await provider.open(
  { target: 'http://127.0.0.1:9', authtoken: { reveal: () => 'invented-authtoken' } },
  new AbortController().signal,
)
process.stdout.write(`${tunnel.url}\n`)
if (whatNext === 'close') await tunnel.close()
