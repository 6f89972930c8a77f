"""Every fault that a FastAPI app can show to a callback, each under a path of its own. Run by record.ts."""
import os
import sys
from typing import Any, Dict

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI(debug=os.environ["MODE"] == "debug")
if os.environ["MODE"] == "hosts":
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["duka.invalid"])


class Callback(BaseModel):
    CallbackMetadata: Dict[str, Any]


@app.get("/mpesa/get-only")
def get_only():
    return {"ResultCode": 0}


@app.post("/mpesa/slash/")
def slash():
    return {"ResultCode": 0}


@app.post("/mpesa/auth", dependencies=[Depends(HTTPBearer())])
def private():
    return {"ResultCode": 0}


@app.post("/mpesa/unauthorized")
def unauthorized():
    raise HTTPException(401, "Not authenticated")


@app.post("/mpesa/validated")
def validated(callback: Callback):
    return {"ResultCode": 0}


@app.post("/mpesa/key-error")
async def key_error(request: Request):
    return {"paid": dict(await request.form())["Body"]}


@app.post("/mpesa/wrong-path")
async def wrong_path(request: Request):
    return {"paid": (await request.json())["stkCallback"]["Body"]}


@app.post("/mpesa/metadata")
async def metadata(request: Request):
    return {"paid": (await request.json())["Body"]["stkCallback"]["CallbackMetadata"]}


@app.post("/mpesa/crash")
def crash():
    raise RuntimeError("relation orders does not exist")


@app.post("/mpesa/json")
def good():
    return {"ResultCode": 0, "ResultDesc": "Accepted"}


@app.post("/mpesa/empty", status_code=204)
def empty():
    return Response(status_code=204)


@app.post("/mpesa/text")
def text():
    return PlainTextResponse("OK")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
