// Package rsa holds the two kinds of RSA that the lab uses, and keeps them apart.
//
// # The toy
//
// Textbook RSA on primes of three digits, one character at a time: what the
// course teaches on the blackboard, and what the classic protocol and the rung
// called rsa speak. IT PROTECTS NOTHING. n has at most 18 bits, so anybody factors
// it in microseconds; and as every character is encrypted alone and without
// padding, equal characters give equal numbers, and counting them is enough.
//
//	text    "N"      "é"      "🙂"          code points
//	         │        │        │
//	m        78      233     128578         0 ≤ m < n, else CharError
//	         │        │        │  c = mᵉ mod n
//	cipher  "1c3f9 2b07 1f"                 lower-case hex, joined by one space
//
// Types and functions of this half: Textbook (a key pair), Public, Generate,
// Encrypter, Decrypter, CharError, ErrText.
//
// # The real thing
//
// Keys of 2,048 or 3,072 bits through crypto/rsa: a server's identity. They are
// used with padding that carries a proof of security: OAEP to encrypt, PSS to
// sign (RFC 8017). Types and functions of this half: Identity, Fingerprint.
//
// What makes the second half strong is neither only the length of n nor the
// exponentiation, which is the same: it is that m is never the message.
package rsa
