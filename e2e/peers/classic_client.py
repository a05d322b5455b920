#!/usr/bin/env python3
"""A classic chat client that behaves as an original does, and worse where it is asked to.

Written from the protocol page alone, as a peer to test servers against; shares no code with
classic_server.py, so that a mistake in one shows against the other. Each line of stdin is a
message, `!q` or the end of stdin leaves. Python 3.9 or later, standard library only.
"""
from __future__ import annotations

import argparse
import json
import math
import os
import random
import re
import select
import signal
import socket
import sys
import time
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

READ = 1024  # bytes that an original reads of a datagram
EXIT_OK, EXIT_PASSWORD, EXIT_NAME, EXIT_TIMEOUT = 0, 3, 4, 5


class Ended(Exception):
    """The client is done before the room: an exit code and the reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Stopped(Exception):
    """SIGTERM or SIGINT came."""


# --- cipher -----------------------------------------------------------------

Public = NamedTuple("Public", [("e", int), ("n", int)])
Private = NamedTuple("Private", [("d", int), ("n", int)])


def is_prime(number: int) -> bool:
    return number > 1 and all(number % i for i in range(2, math.isqrt(number) + 1))


def new_keys(low: int, high: int) -> Tuple[Public, Private]:
    """Draw two different primes from low to high, both included, and an exponent."""
    candidates = [i for i in range(low, high + 1) if is_prime(i)]
    p, q = random.sample(candidates, 2)
    phi = (p - 1) * (q - 1)
    e = random.choice([i for i in range(2, phi) if math.gcd(i, phi) == 1])
    return Public(e, p * q), Private(pow(e, -1, phi), p * q)


def encipher(text: str, key: Public) -> str:
    return " ".join("%x" % pow(ord(char), key.e, key.n) for char in text)


def decipher(numbers: str, key: Private) -> str:
    """Raise ValueError where a number isn't plain hexadecimal or gives no character."""
    values = [int(number, 16) for number in numbers.split(" ")] if numbers else []
    if " ".join("%x" % value for value in values) != numbers:
        raise ValueError("not lower-case hexadecimal joined by one space")
    return "".join(chr(pow(value, key.d, key.n)) for value in values)


# --- wire -------------------------------------------------------------------

class Inbox:
    """Joins pieces until one contains END, as an original does: no check, no resync."""

    def __init__(self) -> None:
        self.pieces: List[str] = []

    def put(self, piece: str) -> Optional[Tuple[str, int]]:
        """Return the whole text and its number of datagrams once END was seen."""
        self.pieces.append(piece.replace("END", ""))
        if "END" not in piece:
            return None
        whole = ("".join(self.pieces), len(self.pieces))
        self.pieces = []
        return whole


class Wire:
    """The socket, stdin and the signals of one client."""

    def __init__(self, server: Tuple[str, int], local_port: Optional[int], dup: bool,
                 stop: int) -> None:
        self.server, self.dup, self.stop = server, dup, stop
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        ports = [local_port] if local_port else random.sample(range(8000, 9001), 1001)
        for port in ports:
            try:
                self.sock.bind(("0.0.0.0", port))
                break
            except OSError:
                if port == ports[-1]:
                    raise
        self.local_port: int = self.sock.getsockname()[1]
        self.typed, self.typed_end = b"", False

    def send(self, text: str) -> None:
        for _ in range(2 if self.dup else 1):
            self.sock.sendto(text.encode("utf-8", "surrogatepass"), self.server)

    def wait(self, seconds: Optional[float], stdin: bool = False) -> Tuple[bool, bool]:
        """Wait; return whether the socket and stdin have something. Raise Stopped."""
        watched = [self.sock.fileno(), self.stop] + ([0] if stdin else [])
        ready = select.select(watched, [], [], seconds)[0]
        if self.stop in ready:
            os.read(self.stop, 64)
            raise Stopped
        return self.sock.fileno() in ready, 0 in ready

    def receive(self, seconds: float) -> Optional[str]:
        """Return the next datagram, or None after so many seconds. Empty ones are ignored."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not self.wait(left)[0]:
                return None
            try:
                data = self.sock.recv(READ)
            except OSError:  # a wrong checksum, or a refusal on systems that tell
                continue
            if data:
                return data.decode("utf-8", "replace")

    def typed_lines(self) -> List[str]:
        """Read stdin once; return the lines that are complete. Sets typed_end at its end."""
        data = os.read(0, 65536)
        self.typed_end = not data
        *lines, self.typed = (self.typed + data).split(b"\n")
        if self.typed_end and self.typed:
            lines.append(self.typed)
        return [line.rstrip(b"\r").decode("utf-8", "replace") for line in lines]


# --- client -----------------------------------------------------------------

class Client:
    """One visit to the room: join, chat, leave."""

    def __init__(self, args: argparse.Namespace, wire: Wire, emit: Callable[..., None]) -> None:
        self.args, self.wire, self.emit = args, wire, emit
        self.public, self.private = new_keys(*args.primes)
        self.server_key = Public(0, 0)
        self.inbox = Inbox()
        self.lines: List[str] = []  # typed before the room was entered

    def ask(self, step: str, text: str, expected: str) -> str:
        """Send one step; return the answer that matches. End with code 5 on silence."""
        self.wire.send(text)
        deadline = time.monotonic() + self.args.timeout
        while True:
            answer = self.wire.receive(deadline - time.monotonic())
            if answer is None:
                raise Ended(EXIT_TIMEOUT, "no answer to " + step)
            if re.fullmatch(expected, answer, re.DOTALL):
                break
            self.take_extra(answer)
        if self.args.dup:  # the answer to the second copy belongs to this step
            self.linger(self.args.drain)
        return answer

    def linger(self, seconds: float) -> None:
        """Take whatever arrives for so many seconds, so that no later step reads it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read_once(self.take_extra, deadline - time.monotonic())

    def take_extra(self, text: str) -> None:
        """A datagram that is no answer: a line of the room, or something to report."""
        if self.inbox.pieces or text.startswith("ENCRYPTED:"):
            self.take_piece(text)
        else:
            self.emit("extra", text=text)

    def join(self) -> None:
        keys = "%d,%d" % self.public
        if self.args.repeat_keys:
            self.wire.send(keys)
        answer = self.ask("keys", keys, r"[0-9]{1,20},[0-9]{1,20}")
        if self.args.repeat_keys and not self.args.dup:
            self.read_once(self.take_extra, self.args.timeout)  # the answer to the other one
        self.server_key = Public(*(int(number) for number in answer.split(",")))
        if self.server_key.n < 2:
            raise Ended(EXIT_TIMEOUT, "the server's key is unusable")
        self.emit("keys", e=self.server_key.e, n=self.server_key.n)
        if self.args.wrong_first is not None:
            self.try_password(self.args.wrong_first)
        if not self.try_password(self.args.password):
            raise Ended(EXIT_PASSWORD, "password refused")
        self.take_name()
        for _ in range(2):
            self.wire.send("SIGNUP_TAG:" + self.args.username)
        self.emit("joined", "Selected username: " + self.args.username,
                  username=self.args.username)

    def try_password(self, password: str) -> bool:
        answer = self.ask("password", "PASSWORD:" + encipher(password, self.server_key),
                          "Password benar!.*|Password salah!.*|Masukkan password.*")
        right = answer.startswith("Password benar!")
        self.emit("password", "Server response: " + answer, ok=right, answer=answer)
        return right

    def take_name(self) -> None:
        name = self.args.username
        if not self.args.no_check:
            self.emit("checking", "Checking username availability...", username=name)
            answer = self.ask("check", "CHECK_USERNAME:" + name,
                              "Username (un)?available|Masukkan.*")
            free = answer == "Username available"
            self.emit("check", "Server response: " + answer, available=free, answer=answer)
            if not free:
                raise Ended(EXIT_NAME, "name taken")
            self.pause()
        answer = self.ask("set", "SET_USERNAME:" + name,
                          "Username .* berhasil diset!|Username unavailable|Masukkan.*")
        done = answer == "Username %s berhasil diset!" % name.strip()
        # Told `available`, an original believes in its name whatever comes now.
        self.emit("set", "Username %s berhasil diset!" % name, ok=done, answer=answer)
        if self.args.no_check and not done:
            raise Ended(EXIT_NAME, "name taken")

    def pause(self) -> None:
        """Wait between CHECK and SET, for races: some seconds, or a line of stdin."""
        if self.args.set_on_enter:
            self.emit("waiting", "Press enter to take the name.")
            while not self.lines and not self.wire.typed_end:
                from_room, from_stdin = self.wire.wait(None, stdin=True)
                if from_room:
                    self.read_once(self.take_extra)
                if from_stdin:
                    self.lines += self.wire.typed_lines()
            self.lines = self.lines[1:]
        self.linger(self.args.check_delay)

    def read_once(self, take: Callable[[str], None], seconds: float = 0.01) -> None:
        text = self.wire.receive(seconds)
        if text is not None:
            take(text)

    def take_piece(self, piece: str) -> None:
        """Collect a piece of a line; show the line once it is whole."""
        text, datagrams = self.inbox.put(piece) or ("", 0)
        if not datagrams:
            return
        if not text.startswith("ENCRYPTED:"):
            self.emit("server_message", "Server message: " + text, text=text)
            return
        try:
            line = decipher(text[len("ENCRYPTED:"):], self.private)
        except (ValueError, OverflowError) as err:
            self.emit("garbled", text=text, reason=str(err))
            return
        self.emit("line", line, text=line, datagrams=datagrams)

    def chat(self) -> None:
        """Relay stdin and show the room until `!q` or the end of stdin."""
        while True:
            for line in self.lines:
                if line == "!q":
                    return
                self.say(line)
            self.lines = []
            if self.wire.typed_end:
                return
            from_room, from_stdin = self.wire.wait(None, stdin=not self.args.no_stdin)
            if from_room:
                self.read_once(self.take_piece)
            if from_stdin:
                self.lines = self.wire.typed_lines()

    def say(self, text: str) -> None:
        line = "%s: %s" % (self.args.forge_name or self.args.username, text)
        cipher = encipher(line, self.server_key)
        try:
            self.wire.send(cipher)
        except OSError as err:
            self.emit("send_failed", reason=str(err))
        else:
            self.emit("sent", text=line, bytes=len(cipher))

    def leave(self) -> None:
        """Say LEAVE_TAG and wait for `bye bye`; lines that come before it are shown."""
        if self.args.vanish:
            self.emit("vanished")
            return
        self.wire.send("LEAVE_TAG:" + self.args.username)
        deadline = time.monotonic() + self.args.timeout
        while True:
            text = self.wire.receive(deadline - time.monotonic())
            if text is None:
                raise Ended(EXIT_TIMEOUT, "no answer to leave")
            if text == "bye bye":
                break
            self.take_piece(text)
        self.emit("bye", "Server: " + text, text=text)
        if self.args.dup:
            self.linger(self.args.drain)
        self.emit("left", "Anda telah keluar dari obrolan.")

    def run(self) -> None:
        try:
            self.join()
        except Stopped:  # an original that is interrupted here says nothing
            raise Ended(EXIT_OK, "stopped while joining") from None
        try:
            self.chat()
        except Stopped:
            pass
        self.leave()


# --- program ----------------------------------------------------------------

def printer(as_json: bool) -> Callable[..., None]:
    """Return emit(event, plain text, **fields): one line, free of control characters."""
    def emit(event: str, plain: Optional[str] = None, **fields: Any) -> None:
        if as_json:
            print(json.dumps({"event": event, "time": round(time.time(), 3), **fields}), flush=True)
        elif plain is not None:
            print("".join(c if c.isprintable() else ascii(c)[1:-1] for c in plain), flush=True)
    return emit


def stop_pipe() -> int:
    """Return a descriptor that becomes readable at SIGTERM or SIGINT."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return reader


def prime_range(text: str) -> Tuple[int, int]:
    low, high = (int(number) for number in text.split("-"))
    if low < 3 or sum(is_prime(number) for number in range(low, high + 1)) < 2:
        raise ValueError("too few primes")
    return low, high


def parse(argv: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--server", required=True, metavar="HOST:PORT")
    add("--password", required=True)
    add("--username", required=True)
    add("--json", action="store_true", help="print one JSON object a line")
    add("--local-port", type=int, help="default: a random one from 8000 to 9000")
    add("--primes", type=prime_range, default=(100, 500), metavar="LO-HI")
    add("--timeout", type=float, default=3.0, metavar="S", help="wait for an answer (3)")
    add("--no-stdin", action="store_true", help="only read the room, until a signal")
    faulty = parser.add_argument_group("faulty and hostile behaviours").add_argument
    faulty("--forge-name", metavar="OTHER", help="speak as OTHER")
    faulty("--no-check", action="store_true", help="SET_USERNAME without CHECK_USERNAME")
    faulty("--check-delay", type=float, default=0.0, metavar="S", help="pause before SET_USERNAME")
    faulty("--set-on-enter", action="store_true", help="SET_USERNAME after a first line of stdin")
    faulty("--wrong-first", metavar="P2", help="try this password first")
    faulty("--repeat-keys", action="store_true", help="send E,N twice")
    faulty("--dup", action="store_true", help="send every datagram twice")
    faulty("--drain", type=float, default=0.2, metavar="S",
           help="wait for second answers after --dup (0.2)")
    faulty("--vanish", action="store_true", help="end without LEAVE_TAG")
    return parser.parse_args(argv)


def main(argv: Optional[List[str]] = None) -> int:
    args = parse(argv)
    args.no_stdin = args.no_stdin or sys.stdin is None
    stop = stop_pipe()
    emit = printer(args.json)
    code, reason = EXIT_OK, "done"
    try:
        host, _, port = args.server.rpartition(":")
        wire = Wire((socket.gethostbyname(host), int(port)), args.local_port, args.dup, stop)
        client = Client(args, wire, emit)
        emit("start", local_port=wire.local_port, e=client.public.e, n=client.public.n)
        client.run()
    except Ended as err:
        code, reason = err.code, str(err)
    except Stopped:
        reason = "stopped while leaving"
    except OSError as err:
        code, reason = EXIT_TIMEOUT, str(err)
    emit("exit", reason if code else None, code=code, reason=reason)
    return code


if __name__ == "__main__":
    sys.exit(main())
