#!/usr/bin/env python3
"""The classic peers against each other, and each against a bare socket. Loopback only.

Run: python3 e2e/peers/test_peers.py
"""
from __future__ import annotations

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import unittest
from typing import Any, Dict, List, Optional

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import classic_client  # noqa: E402
import classic_server  # noqa: E402

PATIENCE = 60.0  # seconds until a test gives up; nothing waits so long when all is well
Event = Dict[str, Any]


class Program:
    """A peer in its own process; its lines are read by a thread that ends with its stdout."""

    def __init__(self, script: str, *args: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, script), *args], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.lines: "queue.Queue[str]" = queue.Queue()
        self.seen: List[Event] = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put("")  # the end

    def line(self) -> str:
        return self.lines.get(timeout=PATIENCE)

    def until(self, event: str, **fields: Any) -> Event:
        """Read events until one has this name and these fields."""
        while True:
            line = self.line()
            if not line:
                raise AssertionError("no %s %s in %s" % (event, fields, self.seen))
            self.seen.append(json.loads(line))
            if self.seen[-1]["event"] == event and fields.items() <= self.seen[-1].items():
                return self.seen[-1]

    def type(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def close_stdin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def end(self) -> int:
        """Wait for the program; return its code, with the remaining events in seen."""
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        for line in iter(self.lines.get_nowait, ""):
            self.seen.append(json.loads(line))
        return code

    def events(self, event: str) -> List[Event]:
        return [seen for seen in self.seen if seen["event"] == event]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:  # a line that the program never read
                pass


class PeerTest(unittest.TestCase):
    def program(self, script: str, *args: str) -> Program:
        program = Program(script, *args)
        self.addCleanup(program.kill)
        return program

    def server(self, *args: str) -> Program:
        server = self.program("classic_server.py", "--json", *args)
        match = re.fullmatch("listening ([0-9]+)", server.line())
        assert match is not None
        self.port = int(match.group(1))
        self.start = server.until("start")
        return server

    def client(self, name: str, *args: str, password: str = "12345") -> Program:
        return self.program("classic_client.py", "--json", "--server", "127.0.0.1:%d" % self.port,
                            "--password", password, "--username", name,
                            "--timeout", str(PATIENCE), *args)

    def member(self, name: str, *args: str) -> Program:
        client = self.client(name, *args)
        client.until("joined")
        return client

    def socket(self) -> "Bare":
        bare = Bare(self.port)
        self.addCleanup(bare.sock.close)
        return bare


class Bare:
    """A socket that speaks to a server datagram by datagram."""

    def __init__(self, port: Optional[int] = None) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.settimeout(PATIENCE)
        self.sock.bind(("127.0.0.1", 0))
        self.port = self.sock.getsockname()[1]
        self.peer = ("127.0.0.1", port or 0)

    def send(self, text: str) -> None:
        self.sock.sendto(text.encode(), self.peer)

    def receive(self) -> str:
        data, self.peer = self.sock.recvfrom(65535)
        return data.decode()

    def ask(self, text: str) -> str:
        self.send(text)
        return self.receive()


class CipherTest(unittest.TestCase):
    def test_known_numbers(self) -> None:
        """p = 61, q = 53, e = 17, d = 2753: 65 becomes 2790 and 123 becomes 855."""
        key = classic_server.Key(17, 2753, 3233)
        self.assertEqual(classic_server.encrypt("A{", 17, 3233), "ae6 357")
        self.assertEqual(classic_server.encrypt("A{", 17, 3233, slow=True), "ae6 357")
        self.assertEqual(classic_server.decrypt("ae6 357", key), "A{")
        self.assertEqual(classic_client.encipher("A{", classic_client.Public(17, 3233)), "ae6 357")
        self.assertEqual(classic_client.decipher("ae6 357", classic_client.Private(2753, 3233)), "A{")

    def test_keys_fit_each_other(self) -> None:
        for _ in range(20):
            key = classic_server.make_key(100, 500)
            public = classic_client.Public(key.e, key.n)
            self.assertEqual(classic_server.decrypt(classic_client.encipher("é z", public), key), "é z")
            public, private = classic_client.new_keys(100, 500)
            cipher = classic_server.encrypt("é z", public.e, public.n)
            self.assertEqual(classic_client.decipher(cipher, private), "é z")

    def test_weak_keys_can_have_equal_primes(self) -> None:
        squares = {9, 25}
        self.assertTrue({classic_server.make_key(3, 5, True).n for _ in range(200)} & squares)
        self.assertFalse({classic_server.make_key(3, 5).n for _ in range(200)} & squares)


class TogetherTest(PeerTest):
    def test_conversation(self) -> None:
        server = self.server()
        ana = self.member("ana")
        budi = self.member("budi")
        for _ in range(3):
            ana.until("line", text="budi memasuki obrolan!")
        budi.type("halo, é")
        for client in (ana, budi):
            client.until("line", text="budi: halo, é")
        budi.type("!q")
        self.assertEqual(budi.end(), 0)
        self.assertEqual(budi.events("bye")[0]["text"], "bye bye")
        ana.until("line", text="budi keluar dari obrolan.")
        ana.type("tanpa akhir")
        ana.until("sent")
        ana.close_stdin()  # the end of stdin leaves as !q does
        self.assertEqual(ana.end(), 0)
        self.assertEqual([e["text"] for e in ana.events("line")].count("budi memasuki obrolan!"), 3)
        self.assertTrue(8000 <= ana.events("start")[0]["local_port"] <= 9000)
        server.close_stdin()
        self.assertEqual(server.end(), 0)
        self.assertEqual(server.events("stop")[0]["reason"], "stdin")
        self.assertNotIn("12345", json.dumps([e for e in server.events("password")]))

    def test_announced_once_when_asked_for(self) -> None:
        self.server("--no-announce-thrice")
        ana = self.member("ana")
        self.member("budi").type("satu")
        ana.until("line", text="budi: satu")
        self.assertEqual([e["text"] for e in ana.events("line")],
                         ["budi memasuki obrolan!", "budi: satu"])

    def test_long_line_comes_in_pieces(self) -> None:
        self.server("--primes", "11-13")
        ana = self.member("ana")
        text = "x" * 300
        ana.type(text)
        self.assertGreaterEqual(ana.until("line", text="ana: " + text)["datagrams"], 2)

    def test_exit_codes(self) -> None:
        self.server()
        self.member("ana")
        self.assertEqual(self.client("budi", password="salah").end(), 3)
        self.assertEqual(self.client("ana").end(), 4)
        self.assertEqual(self.client("ana", "--no-check").end(), 4)
        silent = Bare()
        self.addCleanup(silent.sock.close)
        self.port = silent.port
        self.assertEqual(self.client("budi", "--timeout", "0.1").end(), 5)

    def test_lost_answers(self) -> None:
        for nth, step in enumerate(("keys", "password", "check", "set", "leave"), 1):
            with self.subTest(step):
                self.assertEqual(self.reason_when_lost(nth), "no answer to " + step)

    def reason_when_lost(self, nth: int) -> str:
        """Why a client ends whose nth answer is lost. A busy server may be late with another one:
        then the client is given more time."""
        for timeout in (0.5, 4, 32):
            server = self.server("--drop-answer", str(nth))
            client = self.client("ana", "--timeout", str(timeout))
            client.close_stdin()
            self.assertEqual(client.end(), 5)
            server.process.terminate()
            server.end()
            if server.events("answer_dropped"):
                break
        return client.seen[-1]["reason"]

    def test_race_for_a_name(self) -> None:
        """Told `available`, a client ignores that its SET is refused: two are called ana."""
        server = self.server()
        late = self.client("ana", "--set-on-enter")
        late.until("waiting")
        first = self.member("ana")
        late.type("", "saya juga")
        self.assertFalse(late.until("set")["ok"])
        late.until("joined")
        first.until("line", text="ana: saya juga")
        late.until("line", text="ana: saya juga")
        server.until("set", ok=False)

    def test_check_delay(self) -> None:
        self.server()
        client = self.member("ana", "--check-delay", "0.3")
        times = {event["event"]: event["time"] for event in client.seen}
        self.assertGreater(times["set"] - times["check"], 0.25)

    def test_faulty_behaviours(self) -> None:
        server = self.server()
        ana = self.member("ana")
        eve = self.member("eve", "--forge-name", "ana", "--wrong-first", "x", "--repeat-keys")
        self.assertEqual([e["ok"] for e in eve.events("password")], [False, True])
        self.assertRegex(eve.events("extra")[0]["text"], "^Masukkan")
        eve.type("saya ana")
        ana.until("line", text="ana: saya ana")
        dup = self.member("dup", "--dup", "--drain", "0.1")
        dup.type("dua")
        for _ in range(2):
            ana.until("line", text="dup: dua")
        dup.type("!q")
        self.assertEqual(dup.end(), 0)
        gone = self.member("gone", "--vanish")
        gone.close_stdin()
        self.assertEqual(gone.end(), 0)
        ana.type("masih ada?")
        server.until("message", text="ana: masih ada?", to=3)  # gone is still sent to
        self.assertEqual([e["name"] for e in server.events("leave")], ["dup"])

    def test_sigterm(self) -> None:
        server = self.server()
        ana = self.member("ana")
        ana.process.terminate()
        self.assertEqual(ana.end(), 0)
        server.until("leave", name="ana")
        server.process.terminate()
        self.assertEqual(server.end(), 0)

    def test_no_stdin(self) -> None:
        server = self.server("--no-stdin")
        ana = self.member("ana", "--no-stdin")
        server.close_stdin()
        ana.close_stdin()
        self.member("budi").type("dengar")
        ana.until("line", text="budi: dengar")

    def test_plain_output_has_no_control_characters(self) -> None:
        self.server()
        plain = self.program("classic_client.py", "--server", "127.0.0.1:%d" % self.port,
                             "--password", "12345", "--username", "ana")
        while plain.line() != "Selected username: ana":
            pass
        self.member("b\x1b[31mc").type("")
        self.assertEqual(plain.line(), "b\\x1b[31mc memasuki obrolan!")


class ServerHabitsTest(PeerTest):
    """The server against a bare socket. The key (1, 300000) leaves every number as it is."""

    def admitted(self) -> Bare:
        bare = self.socket()
        self.assertEqual(bare.ask("1,300000"), "%d,%d" % (self.start["e"], self.start["n"]))
        self.assertEqual(bare.ask(self.right()), "Password benar! Anda berada di obrolan")
        return bare

    def right(self) -> str:
        return "PASSWORD:" + classic_server.encrypt("12345", self.start["e"], self.start["n"])

    def test_joining(self) -> None:
        self.server()
        bare = self.socket()
        bare.ask("1,300000")
        ask = "Masukkan password dengan format PASSWORD:<password>"
        self.assertEqual(bare.ask("1,300000"), ask)
        self.assertEqual(bare.ask("CHECK_USERNAME:ana"), ask)
        self.assertEqual(bare.ask("PASSWORD:zz"), "Password salah! Coba lagi.")
        self.assertEqual(bare.ask(self.right()), "Password benar! Anda berada di obrolan")
        bare.send(self.right())  # silence, so the next answer is that to CHECK
        self.assertEqual(bare.ask("CHECK_USERNAME: ana :x"), "Username available")
        self.assertEqual(bare.ask("SET_USERNAME:ana"), "Username ana berhasil diset!")
        self.assertEqual(bare.ask("SET_USERNAME:ana"), "Username unavailable")
        self.assertEqual(bare.ask("CHECK_USERNAME:ana"), "Username unavailable")
        self.assertEqual(bare.ask("LEAVE_TAG"), "bye bye")
        self.assertEqual(bare.ask("1,300000"), ask)
        self.assertEqual(bare.ask(self.right()), "Password benar! Anda berada di obrolan")

    def test_mended(self) -> None:
        self.server("--fix", "all")
        bare = self.socket()
        own = bare.ask("1,300000")
        self.assertEqual(bare.ask("1,300000"), own)
        for _ in range(2):
            self.assertEqual(bare.ask(self.right()), "Password benar! Anda berada di obrolan")
        self.assertEqual(bare.ask("SET_USERNAME:"), "Username unavailable")
        for _ in range(2):
            self.assertEqual(bare.ask("SET_USERNAME:ana"), "Username ana berhasil diset!")
        forged = classic_server.encrypt("eve: hai", self.start["e"], self.start["n"])
        self.assertEqual(bare.ask(forged), "ENCRYPTED:61 6e 61 3a 20 68 61 69END")
        self.assertEqual(bare.ask("LEAVE_TAG:ana"), "bye bye")
        self.assertEqual(bare.ask("1,300000"), own)

    def test_lines_on_the_wire(self) -> None:
        self.server("--primes", "11-13")
        ana, eve = self.admitted(), self.admitted()
        ana.ask("SET_USERNAME:a")
        self.assertEqual(eve.ask("LEAVE_TAG"), "bye bye")
        unknown = " ".join("%x" % ord(c) for c in "Unknown keluar dari obrolan.")
        self.assertEqual(ana.receive(), "ENCRYPTED:" + unknown + "END")
        ana.send(classic_server.encrypt("b" * 336, self.start["e"], self.start["n"]))
        first, last = ana.receive(), ana.receive()
        self.assertEqual(len(first), 1000)
        self.assertEqual(first + last, "ENCRYPTED:" + " ".join(["62"] * 336) + "END")
        longest = " ".join(["62"] * 330)
        self.assertEqual(len("ENCRYPTED:" + longest), 999)
        ana.send(classic_server.encrypt("b" * 330, self.start["e"], self.start["n"]))
        self.assertEqual(ana.receive(), "ENCRYPTED:" + longest + "END")

    def test_reads_1024_bytes(self) -> None:
        server = self.server("--primes", "100-110")
        ana = self.admitted()
        ana.ask("SET_USERNAME:a")
        ana.send(classic_server.encrypt("b" * 600, self.start["e"], self.start["n"]))
        self.assertEqual(server.until("message")["bytes"], 1024)

    def test_malformed_datagrams_change_nothing(self) -> None:
        server = self.server()
        ana = self.admitted()
        for bad in (b"\xff", b"", b"SIGNUP_TAG", b"hello", b"-1", b"1_0", b"12  34", b"0a", b"AB"):
            ana.sock.sendto(bad, ana.peer)
        stranger = self.socket()
        for bad_key in ("x", "0,5", "5,0", "1," + "9" * 30, "PASSWORD:1"):
            stranger.send(bad_key)
        stranger.ask("3,33")
        self.assertEqual(ana.ask("CHECK_USERNAME:ana"), "Username available")
        server.until("check")
        self.assertEqual(len(server.events("malformed")), 8)
        self.assertEqual(len(server.events("stranger")), 5)


class ClientHabitsTest(PeerTest):
    """The client against a bare socket that plays the server with the key (1, 300000)."""

    def joining(self, *args: str) -> Program:
        self.bare = Bare()
        self.addCleanup(self.bare.sock.close)
        self.port = self.bare.port
        client = self.client("ana", *args)
        e, n = self.bare.receive().split(",")
        self.key = (int(e), int(n))
        self.bare.send("1,300000")
        self.assertEqual(self.bare.receive(), "PASSWORD:31 32 33 34 35")
        self.bare.send("Password benar! Anda berada di obrolan")
        return client

    def test_order_and_end(self) -> None:
        client = self.joining()
        self.assertEqual(self.bare.receive(), "CHECK_USERNAME:ana")
        self.bare.send("Username available")
        self.assertEqual(self.bare.receive(), "SET_USERNAME:ana")
        self.bare.send("Username unavailable")  # ignored
        self.assertEqual(self.bare.receive(), "SIGNUP_TAG:ana")
        self.assertEqual(self.bare.receive(), "SIGNUP_TAG:ana")
        client.until("joined")

        line = "ENCRYPTED:" + classic_server.encrypt("budi: hai", *self.key)
        self.bare.send(line[:12])
        self.bare.sock.sendto(b"", self.bare.peer)  # a probe is ignored
        self.bare.send(line[12:15] + "END" + line[15:] + "END")
        client.until("line", text="budi: hai", datagrams=2)
        self.bare.send("server ditutupEND")
        client.until("server_message", text="server ditutup")
        self.bare.send("tanpa akhir")  # spoils the next message
        self.bare.send(line + "END")
        client.until("server_message", text="tanpa akhir" + line)
        self.bare.send("x" * 1030 + "END")  # cut at 1,024 bytes: its END is lost
        self.bare.send("END")
        client.until("server_message", text="x" * 1024)
        for bad in ("zz", "0a", "AB", "12  34", "12 "):
            self.bare.send("ENCRYPTED:" + bad + "END")
            client.until("garbled", text="ENCRYPTED:" + bad)

        client.type("hai", "!q")
        self.assertEqual(self.bare.receive(), "61 6e 61 3a 20 68 61 69")
        self.assertEqual(self.bare.receive(), "LEAVE_TAG:ana")
        self.bare.send("bye bye")
        self.assertEqual(client.end(), 0)

    def test_no_check(self) -> None:
        self.joining("--no-check")
        self.assertEqual(self.bare.receive(), "SET_USERNAME:ana")


if __name__ == "__main__":
    unittest.main()
