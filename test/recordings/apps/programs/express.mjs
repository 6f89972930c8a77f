// Every fault that an Express app can show to a callback, each under a path of its own. Run by record.ts.
import process from 'node:process'
import { requirePackage } from './packages.mjs'

const express = requirePackage(process.env.EXPRESS)
const { rateLimit } = requirePackage('express-rate-limit')
const cookieParser = requirePackage('cookie-parser')
const csurf = requirePackage('csurf')
const { doubleCsrf } = requirePackage('csrf-csrf')

const accept = (_request, response) => response.json({ ResultCode: 0, ResultDesc: 'Accepted' })
const app = express()
app.get('/mpesa/get-only', accept)
app.post('/mpesa/no-parser', (request, response) => response.json({ paid: request.body.Body }))
app.post('/mpesa/form-parser', express.urlencoded({ extended: true }), (request, response) =>
  response.json({ paid: request.body.Body.stkCallback }),
)
app.post('/mpesa/small-body', express.json({ limit: 10 }), accept)
app.post('/mpesa/csurf', cookieParser(), csurf({ cookie: true }), accept)
const { doubleCsrfProtection } = doubleCsrf({
  getSecret: () => 'not-a-secret',
  getSessionIdentifier: () => 'nobody',
})
app.post('/mpesa/csrf-csrf', cookieParser(), doubleCsrfProtection, accept)
app.post('/mpesa/limited', rateLimit({ limit: 1, standardHeaders: 'draft-7', legacyHeaders: false }), accept)
app.post('/mpesa/limited-legacy', rateLimit({ limit: 1 }), accept)
app.post('/mpesa/auth', (_request, response) => response.status(401).json({ message: 'No token provided' }))
app.post('/mpesa/auth-redirect', (_request, response) => response.redirect('/login'))
app.post('/mpesa/metadata', express.json(), (request, response) =>
  response.json({ paid: request.body.Body.stkCallback.CallbackMetadata.Item }),
)
app.post('/mpesa/wrong-path', express.json(), (request, response) =>
  response.json({ paid: request.body.stkCallback.Body }),
)
app.post('/mpesa/crash', () => {
  throw new Error('relation "orders" does not exist')
})
app.post('/mpesa/validated', (_request, response) =>
  response.status(422).json({ errors: [{ msg: 'Invalid value', path: 'Body.stkCallback.CallbackMetadata' }] }),
)
app.post('/mpesa/json', accept)
app.post('/mpesa/empty', (_request, response) => response.status(200).end())
app.post('/mpesa/text', (_request, response) => response.send('OK'))
app.listen(Number(process.argv[2]), '127.0.0.1')
