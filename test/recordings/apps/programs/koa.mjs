// A Koa app leaves hardly a mark in its replies. Run by record.ts.
import process from 'node:process'
import { requirePackage } from './packages.mjs'

const Koa = requirePackage('koa')
const { default: Router } = requirePackage('@koa/router')
const router = new Router()
router.get('/mpesa/get-only', (context) => {
  context.body = 'Duka'
})
router.post('/mpesa/body', (context) => {
  context.body = { paid: context.request.body.Body }
})
router.post('/mpesa/json', (context) => {
  context.body = { ResultCode: 0, ResultDesc: 'Accepted' }
})
const app = new Koa({ silent: true })
app.use(router.routes())
app.use(router.allowedMethods())
app.listen(Number(process.argv[2]), '127.0.0.1')
