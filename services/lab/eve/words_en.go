package eve

var english = words{
	listening: "Eve listens on %[1]s, UDP port %[2]d.",
	breaks:    "She breaks every classic key that passes. Anybody on this network could read what she prints.",
	leaves:    "She breaks no key and decrypts nothing: that is left to you.",
	timesUTC:  "Times are UTC; TZ=Asia/Jakarta, for example, shows local ones.",
	writing:   "Everything is also written to %[1]s.",
	ended:     "Eve stops: %[1]d datagrams of the room seen.",
	dropped:   "%[1]d packets came faster than Eve could read them, and are missing here and in the capture.",
	missed:    "%[1]d lines are missing here, as nobody read them in time.",

	server:       "server",
	clientKey:    "%[1]s → server: public key e = %[2]d, n = %[3]d",
	serverKey:    "server → %[1]s: public key of the server e = %[2]d, n = %[3]d",
	changed:      "The server has another key than before: it was restarted.",
	openedServer: "n = %[1]d = %[2]s, %[3]d divisions, %[4]s; φ = %[5]d, so d = %[6]d: now I can read everything that is sent to the server",
	openedClient: "n = %[1]d = %[2]s, %[3]d divisions, %[4]s; φ = %[5]d, so d = %[6]d: now I can read what the server sends to %[7]s",
	given:        "the private key that was given fits: d = %[1]d",
	noInverse:    "n = %[1]d = %[2]s, but e has no inverse modulo φ = %[3]d: nobody can decrypt with this key, not even its owner",

	password:      "%[1]s → server: PASSWORD is \"%[2]s\"",
	passwordHow:   "one number per letter, encrypted with the server's key: c = %[1]x (hex) = %[2]d, c^d mod n = %[3]d = '%[4]s', and so on",
	passwordNoKey: "%[1]s → server: PASSWORD of %[2]d letters, which I can't decrypt",
	passwordShut:  "%[1]s → server: PASSWORD, %[2]d numbers: %[3]s",
	garbled:       "%[1]s: %[2]d numbers that don't fit the key: damaged, or encrypted with another one",

	right: "server → %[1]s: the password is right",
	wrong: "server → %[1]s: the password is wrong",
	first: "server → %[1]s: asks for the password first",
	named: "%[1]s takes the name %[2]s (names are sent in the clear)",

	saidHow:    "read on its way to the server, with the server's d = %[1]d",
	heardHow:   "read on its way from the server to %[2]s, with that client's d = %[1]d",
	saidNoKey:  "%[1]s → server: a line of %[2]d letters, which I can't decrypt",
	heardNoKey: "server → %[1]s: a line of %[2]d letters, which I can't decrypt",
	saidShut:   "%[1]s: a line, %[2]d numbers: %[3]s",
	late:       "(sent at %[1]s) %[2]s",
	claims:     "sent by %[1]s, in another name",

	joined:      "* %[1]s joined",
	left:        "* %[1]s left",
	leaving:     "%[1]s → server: leaves",
	bye:         "server → %[1]s: bye bye",
	refused:     "%[1]s: nothing listens there any more (ICMP)",
	undelivered: "%[1]s: a datagram did not arrive (ICMP: %[2]v); more of them are not shown",
	fragment:    "%[1]s → %[2]s: a piece of a larger packet; the rest has not passed yet",
	cut:         "%[1]s: only the first %[2]d of %[3]d bytes of a datagram were captured; more of them are not shown",
	strange:     "%[1]s: not a datagram of the protocol (%[2]d bytes: %[3]s); more of them from there are not shown",

	explainNoServerKey: "Missing: the server's key. It passes whenever a client joins; then I can decrypt this too.",
	explainNoClientKey: "Missing: the key of %[1]s, sent before I listened. It passes when %[1]s joins again.",
}
