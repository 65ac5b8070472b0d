"""Follows server-sent events with the standard library: sse_follow.py PORT PATH [HEADER VALUE]...

Parses as section "Interpreting an event stream" of WHATWG HTML says. Writes each event as a JSON array of its type, its data
and the last event id; a comment as ["comment", text, null]; what came before the stream as ["status", code, headers].
"""
import http.client
import json
import sys


def say(*what):
    print(json.dumps(what), flush=True)


def main(port, path, *headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=dict(zip(headers[::2], headers[1::2])))
    response = connection.getresponse()
    say("status", response.status, {name.lower(): value for name, value in response.getheaders()})
    kind, data, last_id = "", [], ""
    for raw in iter(response.readline, b""):
        line = raw.decode("utf-8").rstrip("\n").rstrip("\r")
        if not line:
            if data:
                say(kind or "message", "\n".join(data), last_id)
            kind, data = "", []
        elif line.startswith(":"):
            say("comment", line[1:].strip(), None)
        else:
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "event":
                kind = value
            elif field == "data":
                data.append(value)
            elif field == "id" and "\0" not in value:
                last_id = value


main(int(sys.argv[1]), *sys.argv[2:])
