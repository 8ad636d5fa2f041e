"""The stand-in as a process of its own: `python -m tests.chat_servers --port 9100 --latency-ms 200`.

Prints the settings that lead to it, one a line.
"""

import argparse
import sys

import uvicorn

from tests.chat_servers.app import chat_app
from tests.chat_servers.behaviour import Behaviour, ChatServers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chat_servers", description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--latency-ms", type=float, default=0.0, help="before the first byte")
    parser.add_argument("--word-ms", type=float, default=0.0, help="between two words")
    parser.add_argument("--reply", default="echo", help="what it answers; echo: the last message")
    given = parser.parse_args()
    usual = Behaviour(given.reply, latency_ms=given.latency_ms, word_ms=given.word_ms)
    state = ChatServers(url=f"http://127.0.0.1:{given.port}", usual=usual)
    state.going_on.set()
    for protocol, url in (("OPENAI", f"{state.url}/v1"), ("ANTHROPIC", state.url)):
        sys.stdout.write(
            f"AFTERWRITE_CHAT_{protocol}_URL={url}\nAFTERWRITE_CHAT_{protocol}_MODELS=stand-in\n"
        )
    sys.stdout.flush()
    uvicorn.run(chat_app(state), host="127.0.0.1", port=given.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
