#!/usr/bin/python3
"""Prints schedule.json: transcript, key schedule, records, cookie and reset token, computed from docs/protocol.md by another
hand and in another language than the package. Needs python3-cryptography.

    /usr/bin/python3 testdata/schedule.py > testdata/schedule.json
"""
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sized(*fields):
    return b"".join(len(f).to_bytes(2, "big") + f for f in fields)


def extract(salt, material):
    return hmac.new(salt, material, hashlib.sha256).digest()


def expand(secret, label, context, size):
    label = b"obrolan2 " + label
    info = size.to_bytes(2, "big") + bytes([len(label)]) + label + bytes([len(context)]) + context
    out, block, n = b"", b"", 1
    while len(out) < size:
        block = hmac.new(secret, block + info + bytes([n]), hashlib.sha256).digest()
        out += block
        n += 1
    return out[:size]


def sha256(data):
    return hashlib.sha256(data).digest()


def u32(n):
    return n.to_bytes(4, "big")


client_private, server_private = bytes(range(32)), bytes(range(32, 64))
public = lambda key: X25519PrivateKey.from_private_bytes(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
client_share, server_share = public(client_private), public(server_private)
shared = X25519PrivateKey.from_private_bytes(client_private).exchange(X25519PublicKey.from_public_bytes(server_share))

numbers = [1000, 2000, 0xC0FFEE42, 0xABCDEF01]
core = bytes([0x01, 0x20, 0x01, 0x02, 0x02]) + bytes([0x11] * 32) + client_share
key = bytes([0x33] * 294)  # stands for a public key
welcome = (bytes([0x03, 5, 0, 1, 1, 0x02]) + u32(numbers[3]) + bytes([0x22] * 32) + server_share
           + len(key).to_bytes(2, "big") + key)
signature = bytes([0x44] * 256)  # stands for a signature, which is never the same twice
clear = bytes([0x04, 0, 0])

opening = sized(b"obrolan ladder v2", *map(u32, numbers), core, welcome)
to_sign = b" " * 64 + b"obrolan v2 server" + b"\0" + sha256(opening)
after_signature = opening + sized(signature)
after_clear = after_signature + sized(clear)
finish_hash = sha256(after_clear)

zero = bytes(32)
early = extract(zero, zero)
handshake = extract(expand(early, b"derived", sha256(b""), 32), shared)
main = extract(expand(handshake, b"derived", sha256(b""), 32), zero)
client_handshake = expand(handshake, b"c hs", finish_hash, 32)
finished = hmac.new(expand(client_handshake, b"finished", b"", 32), finish_hash, hashlib.sha256).digest()
final = sha256(after_clear + sized(finished))
client_traffic, server_traffic = expand(main, b"c ap", final, 32), expand(main, b"s ap", final, 32)


def seal(secret, packet, header, payload):
    iv = expand(secret, b"iv", b"", 12)
    nonce = bytes(a ^ b for a, b in zip(iv, bytes(4) + packet.to_bytes(8, "big")))
    return AESGCM(expand(secret, b"key", b"", 32)).encrypt(nonce, payload, header)


header, payload, packet = bytes([0xA0] * 32), b"Selamat datang", 0x1_0000_0003
following = expand(client_traffic, b"next", b"", 32)

cookie_key, made = bytes([0x55] * 32), 1_800_000_000_000
cookie_fields = sized(b"obrolan v2 cookie", bytes([192, 0, 2, 7]), (40000).to_bytes(2, "big"), u32(numbers[2]), u32(numbers[0]),
                      core, made.to_bytes(8, "big"))
reset_key, boot = bytes([0x66] * 32), 0x102

print(json.dumps({name: value.hex() for name, value in {
    "shared": shared, "core": core, "welcome": welcome, "signature": signature, "clear": clear, "toSign": to_sign,
    "oaepLabel": sha256(after_signature), "finishHash": finish_hash, "handshakeSecret": handshake, "mainSecret": main,
    "clientHandshake": client_handshake, "finished": finished, "final": final, "clientTraffic": client_traffic,
    "serverTraffic": server_traffic, "key": expand(client_traffic, b"key", b"", 32), "iv": expand(client_traffic, b"iv", b"", 12),
    "header": header, "payload": payload, "sealed": seal(client_traffic, packet, header, payload),
    "nextTraffic": following, "sealedNext": seal(following, packet + 1, header, payload),
    "cookieKey": cookie_key, "cookie": made.to_bytes(8, "big") + hmac.new(cookie_key, cookie_fields, hashlib.sha256).digest(),
    "resetKey": reset_key,
    "token": hmac.new(reset_key, b"obrolan v2 reset" + boot.to_bytes(8, "big") + u32(0xABCDEF02), hashlib.sha256).digest()[:16],
}.items()}, indent=1))
