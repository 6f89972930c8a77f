import { startPython } from './real-servers.ts'
import type { Kit } from './scenario-kit.ts'

/** A shop in one file; each path is a way to get a callback wrong, or right. */
const program = `
import sys, time
from flask import Flask, abort, jsonify, redirect, request
from werkzeug.serving import make_server

app = Flask(__name__)

def callback_of():
    return request.get_json()["Body"]["stkCallback"]

@app.route("/")
def home():
    return redirect("/shop")

@app.route("/shop")
def shop():
    return "<!doctype html><html><body>Duka</body></html>"

@app.post("/api/good")
@app.post("/payments/callback")
def good():
    callback_of()["CheckoutRequestID"]
    return jsonify(ResultCode=0, ResultDesc="Accepted")

@app.post("/api/empty")
def empty():
    return "", 204

@app.post("/api/text")
def plain():
    return "ok", 200, {"Content-Type": "text/plain"}

@app.post("/api/created")
def created():
    return jsonify(id=1), 201

@app.post("/api/zero")
def zero():
    return jsonify(ResultCode="0", ResultDesc="Accepted")

@app.route("/api/get-only")
def get_only():
    return "Duka"

@app.post("/api/slash/")
def slash():
    return jsonify(ResultCode=0)

@app.post("/api/keyerror")
def keyerror():
    return jsonify(receipt=request.form["Body"])

@app.post("/api/form")
def form():
    if not request.form:
        abort(400)
    return jsonify(ResultCode=0)

@app.post("/api/crash")
def crash():
    return jsonify(order=callback_of()["Order"])

@app.post("/api/metadata")
def metadata():
    return jsonify(items=len(callback_of()["CallbackMetadata"]["Item"]))

@app.post("/api/strict-type")
def strict_type():
    if request.headers["Content-Type"] != "application/json":
        abort(415)
    return jsonify(ResultCode=0)

@app.post("/api/login")
def login():
    return redirect("/login?next=" + request.path)

@app.post("/api/token")
def token():
    return jsonify(msg="Missing Authorization Header"), 401

@app.post("/api/slow")
def slow():
    time.sleep(float(request.args.get("s", "3.2")))
    return jsonify(ResultCode=0)

@app.post("/api/refuse")
def refuse():
    return jsonify(ResultCode=1, ResultDesc="Rejected")

@app.post("/api/page")
def page():
    return "<!doctype html><html><body>Thank you</body></html>"

@app.post("/api/maintenance")
def maintenance():
    return "Down for maintenance", 503

@app.post("/api/throttled")
def throttled():
    return "<title>429 Too Many Requests</title><h1>Too Many Requests</h1><p>5 per 1 minute</p>", 429

@app.post("/api/allowlist")
def allowlist():
    claimed = request.headers.get("X-Forwarded-For", request.remote_addr)
    if not claimed.startswith("196.201."):
        return jsonify(error="IP " + claimed + " is not whitelisted"), 403
    return good()

if sys.argv[1] == "debug":
    from werkzeug.debug import DebuggedApplication
    app.debug = True
    app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)

server = make_server("127.0.0.1", 0, app, threaded=True)
print("READY", server.server_port)
server.serve_forever()
`

/** A Flask app; its port. */
export function startFlask(kit: Kit, mode: 'debug' | 'production'): Promise<number> {
  return kit.shared(`flask ${mode}`, () => startPython(kit, program, mode))
}
