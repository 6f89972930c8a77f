// Faults that a hapi app can show to a callback, each under a path of its own. Run by record.ts.
import process from 'node:process'
import { requirePackage } from './packages.mjs'

const { server: create } = requirePackage('@hapi/hapi')
const server = create({ port: Number(process.argv[2]), host: '127.0.0.1', debug: false })
const accept = () => ({ ResultCode: 0, ResultDesc: 'Accepted' })
server.route([
  { method: 'GET', path: '/mpesa/get-only', handler: accept },
  { method: 'POST', path: '/mpesa/json', handler: accept },
  {
    method: 'POST',
    path: '/mpesa/crash',
    handler: () => {
      throw new Error('relation "orders" does not exist')
    },
  },
  {
    method: 'POST',
    path: '/mpesa/form',
    options: { payload: { allow: 'application/x-www-form-urlencoded' } },
    handler: accept,
  },
])
await server.start()
