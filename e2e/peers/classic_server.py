#!/usr/bin/env python3
"""A classic chat server that behaves as an original does, habits and faults included.

Written from the protocol page alone, as a peer to test other programs against.
It is no server to use: see FAULTS. `Room` holds what the server knows and decides;
`serve` holds the socket. Python 3.9 or later, standard library only.
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
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

Address = Tuple[str, int]
Datagram = Tuple[Address, bytes]

PIECE = 1000  # characters of one piece of an encrypted line, without its END
SHORT_READ = 1024  # bytes that an original reads of a datagram

RIGHT = "Password benar! Anda berada di obrolan"
WRONG = "Password salah! Coba lagi."
ASK = "Masukkan password dengan format PASSWORD:<password>"
FREE = "Username available"
TAKEN = "Username unavailable"

FAULTS = {
    "announce-thrice": "a join is announced at SET_USERNAME and at each SIGNUP_TAG",
    "repeat-keys": "a repeated E,N is answered by the request for the password",
    "repeat-password": "a repeated right PASSWORD is answered by silence",
    "repeat-set": "a repeated SET_USERNAME of the name one holds is refused",
    "keep-key": "after LEAVE_TAG the address's key stays known, so E,N can't start over",
    "unknown-left": "a client that leaves without a name is announced as Unknown",
    "any-name": "a line is relayed with whatever name the client wrote",
    "wild-name": "a name may be empty or hold control characters",
    "short-read": "only 1,024 bytes of a datagram are read",
    "big-character": "a character that doesn't fit the receiver's key arrives garbled, not as ?",
    "weak-keys": "p = q and e = 1 can happen (only with --strict-original)",
}


# --- cipher -----------------------------------------------------------------

@dataclass(frozen=True)
class Key:
    """A textbook RSA key pair: (e, n) is public, d is private."""

    e: int
    d: int
    n: int


def make_key(low: int, high: int, weak: bool = False) -> Key:
    """Draw primes from low to high, both included, and an exponent that fits them."""
    primes = [x for x in range(max(low, 3), high + 1)
              if all(x % y for y in range(2, math.isqrt(x) + 1))]
    if len(primes) < 2:
        raise ValueError("fewer than two odd primes from %d to %d" % (low, high))
    p, q = random.choices(primes, k=2) if weak else random.sample(primes, 2)
    phi = (p - 1) * (q - 1)
    while True:
        e = random.randrange(1 if weak else 2, phi)
        if math.gcd(e, phi) == 1:
            return Key(e, pow(e, -1, phi), p * q)


def encrypt(text: str, e: int, n: int, slow: bool = False) -> str:
    """One hexadecimal number a character. slow computes the power before the modulus."""
    return " ".join("%x" % (ord(c) ** e % n if slow else pow(ord(c), e, n)) for c in text)


def decrypt(cipher: str, key: Key) -> str:
    """Raise ValueError where a field is no plain hexadecimal number or yields no character.

    One space may follow the last field: a datagram that is cut may end so.
    """
    fields = cipher[:-1] if cipher.endswith(" ") else cipher
    if not re.fullmatch("(0|[1-9a-f][0-9a-f]*)( (0|[1-9a-f][0-9a-f]*))*", fields):
        raise ValueError("not a cipher text")
    return "".join(chr(pow(int(field, 16), key.d, key.n)) for field in fields.split(" "))


# --- room -------------------------------------------------------------------

@dataclass
class Peer:
    """What the server knows about one address that has sent its key."""

    e: int
    n: int
    admitted: bool = False  # the password was right
    name: Optional[str] = None
    in_room: bool = False  # gets notices and messages


class Room:
    """The state machine: a datagram and its sender in, datagrams out. No socket, no clock."""

    def __init__(self, key: Key, password: str, faults: Set[str], emit: Callable[..., None],
                 drop: Set[int], answer_strangers: bool = False, slow: bool = False) -> None:
        self.key, self.password, self.faults, self.emit = key, password, faults, emit
        self.drop, self.answer_strangers, self.slow = drop, answer_strangers, slow
        self.peers: Dict[Address, Peer] = {}
        self.answers = 0
        self.out: List[Datagram] = []

    def handle(self, addr: Address, data: bytes) -> List[Datagram]:
        """Take one datagram; return what has to be sent for it, in order."""
        self.out = []
        if not data:
            return self.out
        try:
            text = data.decode("utf-8")
            peer = self.peers.get(addr)
            if peer is None:
                self.greet(addr, text)
            elif text.startswith("PASSWORD:"):
                self.check_password(addr, peer, text)
            elif not peer.admitted:
                self.ask_password(addr, peer, text)
            else:
                self.serve_admitted(addr, peer, text, len(data))
        except (ValueError, OverflowError) as err:  # an original may raise here, and die
            self.emit("malformed", addr=addr, bytes=len(data), reason=str(err))
        return self.out

    def greet(self, addr: Address, text: str) -> None:
        """The first datagram of an address should be its key."""
        match = re.fullmatch(r"\s*([0-9]{1,20})\s*,\s*([0-9]{1,20})\s*", text)
        if match is None or int(match.group(1)) < 1 or int(match.group(2)) < 2:
            self.emit("stranger", addr=addr, answered=self.answer_strangers)
            if self.answer_strangers:
                self.answer(addr, ASK)
            return
        self.peers[addr] = Peer(int(match.group(1)), int(match.group(2)))
        self.emit("keys", addr=addr, e=self.peers[addr].e, n=self.peers[addr].n)
        self.answer_keys(addr)

    def answer_keys(self, addr: Address) -> None:
        self.answer(addr, "%d,%d" % (self.key.e, self.key.n))

    def check_password(self, addr: Address, peer: Peer, text: str) -> None:
        if peer.admitted and "repeat-password" in self.faults:
            self.emit("password_repeated", addr=addr)
            return
        try:
            right = decrypt(text[len("PASSWORD:"):], self.key) == self.password
        except (ValueError, OverflowError):
            right = False
        peer.admitted = peer.admitted or right
        self.emit("password", addr=addr, ok=right)
        self.answer(addr, RIGHT if right else WRONG)

    def ask_password(self, addr: Address, peer: Peer, text: str) -> None:
        if text.strip() == "%d,%d" % (peer.e, peer.n) and "repeat-keys" not in self.faults:
            self.emit("keys_repeated", addr=addr)
            self.answer_keys(addr)
            return
        self.emit("asked_password", addr=addr)
        self.answer(addr, ASK)

    def serve_admitted(self, addr: Address, peer: Peer, text: str, size: int) -> None:
        if text.startswith("CHECK_USERNAME:"):
            name = second_field(text)
            free = self.is_free(name)
            self.emit("check", addr=addr, name=name, available=free)
            self.answer(addr, FREE if free else TAKEN)
        elif text.startswith("SET_USERNAME:"):
            self.set_name(addr, peer, second_field(text))
        elif text.startswith("SIGNUP_TAG:"):
            name = second_field(text)
            peer.in_room = True
            self.emit("signup", addr=addr, name=name)
            if "announce-thrice" in self.faults:
                self.tell_others(addr, "%s memasuki obrolan!" % name)
        elif text.startswith("LEAVE_TAG"):
            self.leave(addr, peer)
        else:
            self.relay(addr, peer, text, size)

    def is_free(self, name: str) -> bool:
        if "wild-name" not in self.faults and not (name and name.isprintable()):
            return False
        return all(peer.name != name for peer in self.peers.values())

    def set_name(self, addr: Address, peer: Peer, name: str) -> None:
        if peer.name == name and "repeat-set" not in self.faults:
            self.emit("set_repeated", addr=addr, name=name)
            self.answer(addr, "Username %s berhasil diset!" % name)
            return
        free = self.is_free(name)
        self.emit("set", addr=addr, name=name, ok=free)
        if not free:
            self.answer(addr, TAKEN)
            return
        peer.name, peer.in_room = name, True
        self.answer(addr, "Username %s berhasil diset!" % name)
        self.tell_others(addr, "%s memasuki obrolan!" % name)

    def leave(self, addr: Address, peer: Peer) -> None:
        self.emit("leave", addr=addr, name=peer.name)
        self.answer(addr, "bye bye")
        if peer.name is not None or "unknown-left" in self.faults:
            name = "Unknown" if peer.name is None else peer.name
            self.tell_others(addr, "%s keluar dari obrolan." % name)
        if "keep-key" in self.faults:
            self.peers[addr] = Peer(peer.e, peer.n)
        else:
            del self.peers[addr]

    def relay(self, addr: Address, peer: Peer, text: str, size: int) -> None:
        """A chat line goes to everybody, the sender too."""
        line = decrypt(text, self.key)
        if "any-name" not in self.faults:
            if peer.name is None:
                raise ValueError("a line from an address without a name")
            line = "%s: %s" % (peer.name, line.partition(": ")[2])
        peer.in_room = True
        receivers = [a for a, p in self.peers.items() if p.in_room]
        self.emit("message", addr=addr, text=line, bytes=size, to=len(receivers))
        for receiver in receivers:
            self.send_encrypted(receiver, line)

    def tell_others(self, addr: Address, line: str) -> None:
        receivers = [a for a, p in self.peers.items() if p.in_room and a != addr]
        self.emit("notice", text=line, to=len(receivers))
        for receiver in receivers:
            self.send_encrypted(receiver, line)

    def send_encrypted(self, addr: Address, line: str) -> None:
        peer = self.peers[addr]
        if "big-character" not in self.faults:
            line = "".join(c if ord(c) < peer.n else "?" for c in line)
        whole = "ENCRYPTED:" + encrypt(line, peer.e, peer.n, self.slow)
        pieces = [whole[i:i + PIECE] for i in range(0, len(whole), PIECE)]
        pieces[-1] += "END"
        self.out.extend((addr, piece.encode()) for piece in pieces)

    def answer(self, addr: Address, text: str) -> None:
        """Answer in the clear, unless this is an answer to swallow."""
        self.answers += 1
        if self.answers in self.drop:
            self.emit("answer_dropped", addr=addr, nth=self.answers, text=text)
        else:
            self.out.append((addr, text.encode()))


def second_field(text: str) -> str:
    """The name in TAG:NAME, trimmed; what follows another colon is lost."""
    return text.split(":")[1].strip()


# --- program ----------------------------------------------------------------

def printer(as_json: bool) -> Callable[..., None]:
    """Return emit(event, **fields), which prints one line, free of control characters."""
    def emit(event: str, **fields: Any) -> None:
        if "addr" in fields:
            fields["addr"] = "%s:%d" % fields["addr"]
        if as_json:
            line = json.dumps({"event": event, "time": round(time.time(), 3), **fields})
        else:
            line = " ".join([event] + ["%s=%s" % (k, ascii(v)) for k, v in fields.items()])
        print(line, flush=True)
    return emit


def stop_pipe() -> int:
    """Return a descriptor that becomes readable at SIGTERM or SIGINT."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return reader


def serve(sock: socket.socket, room: Room, size: int, stop: int, use_stdin: bool) -> str:
    """Serve until a signal or the end of stdin; return which of the two it was."""
    watched = [sock.fileno(), stop] + ([0] if use_stdin else [])
    while True:
        ready = select.select(watched, [], [])[0]
        if stop in ready:
            return "signal"
        if 0 in ready and not os.read(0, 4096):
            return "stdin"
        if sock.fileno() not in ready:
            continue
        try:
            data, addr = sock.recvfrom(size)
        except OSError as err:  # a receiver that is gone, on systems that tell
            room.emit("receive_failed", reason=str(err))
            continue
        for to, datagram in room.handle(addr, data):
            try:
                sock.sendto(datagram, to)
            except OSError as err:
                room.emit("send_failed", addr=to, reason=str(err))


def prime_range(text: str) -> Tuple[int, int]:
    low, _, high = text.partition("-")
    make_key(int(low), int(high))  # fails where there are too few primes
    return int(low), int(high)


def parse(argv: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").splitlines()[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="faults:\n" + "\n".join("  %-16s %s" % item for item in FAULTS.items()))
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=0, help="0 takes a free one")
    add("--password", default="12345")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--strict-original", action="store_true",
                       help="every fault, weak keys too: runs fail now and then")
    which.add_argument("--fix", action="append", default=[], metavar="FAULT[,FAULT]",
                       help="mend faults of the list below, or `all`")
    add("--announce-thrice", action=argparse.BooleanOptionalAction, default=True)
    add("--drop-answer", type=int, action="append", default=[], metavar="N",
        help="swallow the Nth answer in the clear, counted from 1 over all clients")
    add("--primes", type=prime_range, default=(100, 500), metavar="LO-HI")
    add("--answer-strangers", action="store_true",
        help="ask an unknown address for the password where it sends no key (default: silence)")
    add("--slow", action="store_true", help="compute powers whole before the modulus")
    add("--json", action="store_true", help="one JSON object a line after the first line")
    add("--no-stdin", action="store_true", help="don't stop at the end of stdin (containers)")
    args = parser.parse_args(argv)
    fixed = {name for names in args.fix for name in names.split(",")}
    if not fixed <= set(FAULTS) | {"all"}:
        parser.error("unknown fault: " + ", ".join(sorted(fixed - set(FAULTS))))
    args.faults = set() if "all" in fixed else set(FAULTS) - fixed
    if not args.strict_original:
        args.faults.discard("weak-keys")
    if not args.announce_thrice:
        args.faults.discard("announce-thrice")
    return args


def main(argv: Optional[List[str]] = None) -> int:
    args = parse(argv)
    stop = stop_pipe()
    emit = printer(args.json)
    key = make_key(*args.primes, weak="weak-keys" in args.faults)
    room = Room(key, args.password, args.faults, emit, set(args.drop_answer),
                args.answer_strangers, args.slow)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((args.host, args.port))
        print("listening %d" % sock.getsockname()[1], flush=True)
        emit("start", e=key.e, n=key.n, faults=sorted(args.faults))
        size = SHORT_READ if "short-read" in args.faults else 65535
        reason = serve(sock, room, size, stop, not args.no_stdin and sys.stdin is not None)
    emit("stop", reason=reason)
    return 0


if __name__ == "__main__":
    sys.exit(main())
