"""Follows WebSockets with python3-websockets: ws_follow.py COUNT TAKE URL.

Opens COUNT connections to URL and reads each to its end, or until TAKE messages came (0: all). Writes a JSON array for each
kind of conversation there was: how many had it, the close code (0 if the client left), the reason, the messages.
"""
import asyncio
import collections
import json
import sys

import websockets


async def follow(url, take):
    messages, code, reason = [], 0, ""
    async with websockets.connect(url, ping_interval=None, open_timeout=60, max_queue=None) as socket:
        try:
            while not take or len(messages) < take:
                messages.append(await socket.recv())
        except websockets.ConnectionClosed as closed:
            if closed.rcvd is not None:
                code, reason = closed.rcvd.code, closed.rcvd.reason
            else:
                code = 1006
    return code, reason, tuple(messages[1:] if messages and '"type":"info"' in messages[0] else messages), messages[:1]


async def main(count, take, url):
    results = await asyncio.gather(*(follow(url, take) for _ in range(count)))
    kinds = collections.Counter(result[:3] for result in results)
    for (code, reason, messages), times in kinds.items():
        first = results[0][3]
        print(json.dumps([times, code, reason, [json.loads(m) for m in messages], [json.loads(m) for m in first]]))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
