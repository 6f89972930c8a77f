import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createNgrokProvider } from '../../src/adapters/tunnel-ngrok.ts'
import { createDeps } from '../../src/cli/create-deps.ts'
import { main } from '../../src/cli/main.ts'
import { secret } from '../../src/core/secret.ts'

/* The whole program in a process of its own, but for the service that it finds ngrok at. */
const [serverAddress = '', trustFile = '', root = '', ...argv] = process.argv.slice(2)
const trust = readFileSync(trustFile, 'utf8')
const load = async () => createRequire(root)('@ngrok/ngrok')
const deps = createDeps('0.0.0-test')
process.exitCode = await main(argv, {
  ...deps,
  tunnel: {
    ...deps.tunnel,
    provider: async () => createNgrokProvider({ serverAddress, trust, load }),
    authtoken: async () => ({ token: secret('2invented0authtoken0of0nobody'), source: 'NGROK_AUTHTOKEN' }),
  },
})
