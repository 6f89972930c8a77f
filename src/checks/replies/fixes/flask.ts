import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'

const register = ({ path }: Place) => take('Register the route for POST', `@app.post("${path}")`)
const readJson = 'callback = request.get_json(force=True)["Body"]["stkCallback"]'
const acknowledge = 'return {"ResultCode": 0, "ResultDesc": "Accepted"}'

/** Flask 2.0 and later. */
export const flaskFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': () =>
    take('Exempt the view: put this above it (`csrf` is the `CSRFProtect` of the app)', '@csrf.exempt'),
  'app/auth-required': ({ path }) =>
    take(
      'Remove `@login_required` from the view; a `before_request` function starts with these lines',
      `if request.path == "${path}":`,
      '    return None',
    ),
  'app/body-not-parsed': () =>
    take('Read the JSON, where the callback stands under `Body`, and not the form', readJson),
  'app/payload-rejected': () =>
    take(
      'Read the JSON, not the form, and do without `CallbackMetadata`',
      readJson,
      'items = callback.get("CallbackMetadata", {}).get("Item", [])',
    ),
  'app/html-reply': ({ path }) =>
    take(
      'Give the callback a route of its own, above any catch-all and in place of one that answers it with a page',
      `@app.post("${path}")`,
      'def mpesa_callback():',
      `    ${readJson}`,
      `    ${acknowledge}`,
    ),
  'app/slow-ack': () =>
    take(
      'Answer first, work afterwards: a task queue, or a thread',
      'import threading',
      'threading.Thread(target=settle_payment, args=(callback,)).start()',
      acknowledge,
    ),
  'app/rate-limited': () => take('Exempt the view: put this above it', '@limiter.exempt'),
  'app/stack-trace-exposed': () =>
    take('Run without `--debug` and `FLASK_DEBUG`: the debugger lets visitors run code', 'app.run(debug=False)'),
  'edge/host-rejected': ({ host }) =>
    take('Trust the host', `app.config["TRUSTED_HOSTS"] = ["${host}", "localhost", "127.0.0.1"]`),
  'edge/redirect': ({ otherPath }) =>
    take('Take the path with and without its last slash', `@app.post("${slashed(otherPath)}", strict_slashes=False)`),
}

/** Werkzeug redirects to the slash only, never away from it. */
function slashed(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
