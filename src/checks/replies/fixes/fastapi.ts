import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'

const register = ({ path }: Place) => take('Register the route for POST', `@app.post("${path}")`)
const acknowledge = 'return {"ResultCode": 0, "ResultDesc": "Accepted"}'
const readJson = [
  'async def mpesa_callback(request: Request):',
  '    callback = (await request.json())["Body"]["stkCallback"]',
]

/** FastAPI, and Starlette below it. */
export const fastapiFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/auth-required': () => ({
    summary: 'Take the login (`Depends(…)`, also of the router and of `FastAPI(dependencies=…)`) off this route',
  }),
  'app/body-not-parsed': () => take('Read the JSON itself', ...readJson, `    ${acknowledge}`),
  'app/payload-rejected': () =>
    take('Take the body as it comes: failures have no `CallbackMetadata`', ...readJson, `    ${acknowledge}`),
  'app/html-reply': ({ path }) =>
    take(
      'Give the callback a route of its own, above any catch-all and `app.mount`, in place of one that answers with a page',
      `@app.post("${path}")`,
      ...readJson,
      `    ${acknowledge}`,
    ),
  'app/slow-ack': () =>
    take(
      'Answer first, work afterwards',
      'async def mpesa_callback(request: Request, background: BackgroundTasks):',
      '    background.add_task(settle_payment, await request.json())',
      `    ${acknowledge}`,
    ),
  'app/rate-limited': () => take('Exempt the route (slowapi)', '@limiter.exempt'),
  'app/stack-trace-exposed': () => take('Turn debug mode off', 'app = FastAPI(debug=False)'),
  'edge/host-rejected': ({ host }) =>
    take(
      'Allow the host: this replaces the line that adds `TrustedHostMiddleware`',
      `app.add_middleware(TrustedHostMiddleware, allowed_hosts=["${host}", "localhost", "127.0.0.1"])`,
    ),
  'edge/redirect': ({ path }) => take('Register the path as the callback URL has it', `@app.post("${path}")`),
}
