package eve

var indonesian = words{
	listening: "Eve menyadap %[1]s, port UDP %[2]d.",
	breaks:    "Setiap kunci klasik yang lewat ia pecahkan. Apa pun yang ia tampilkan bisa dibaca siapa saja di jaringan ini.",
	leaves:    "Ia tidak memecahkan kunci dan tidak mendekripsi apa pun: bagian itu tugas Anda.",
	timesUTC:  "Waktu ditampilkan dalam UTC; TZ=Asia/Jakarta, misalnya, menampilkan waktu setempat.",
	writing:   "Semuanya juga disimpan ke %[1]s.",
	ended:     "Eve berhenti: %[1]d datagram obrolan terlihat.",
	dropped:   "%[1]d paket datang lebih cepat daripada yang sempat dibaca Eve, jadi tidak ada di sini maupun di berkas tangkapan.",
	missed:    "%[1]d baris tidak ada di sini karena tidak dibaca tepat waktu.",

	server:       "server",
	clientKey:    "%[1]s → server: kunci publik e = %[2]d, n = %[3]d",
	serverKey:    "server → %[1]s: kunci publik server e = %[2]d, n = %[3]d",
	changed:      "Kunci server berbeda dari sebelumnya: server baru saja dinyalakan ulang.",
	openedServer: "n = %[1]d = %[2]s, %[3]d pembagian, %[4]s; φ = %[5]d, maka d = %[6]d: sekarang semua yang dikirim ke server bisa saya baca",
	openedClient: "n = %[1]d = %[2]s, %[3]d pembagian, %[4]s; φ = %[5]d, maka d = %[6]d: sekarang semua yang dikirim server ke %[7]s bisa saya baca",
	given:        "kunci privat yang diberikan cocok: d = %[1]d",
	noInverse:    "n = %[1]d = %[2]s, tetapi e tidak punya invers modulo φ = %[3]d: tak seorang pun bisa mendekripsi dengan kunci ini, pemiliknya pun tidak",

	password:      "%[1]s → server: PASSWORD-nya \"%[2]s\"",
	passwordHow:   "satu bilangan per huruf, dienkripsi dengan kunci server: c = %[1]x (heksa) = %[2]d, c^d mod n = %[3]d = '%[4]s', dan seterusnya",
	passwordNoKey: "%[1]s → server: PASSWORD sepanjang %[2]d huruf, belum bisa saya baca",
	passwordShut:  "%[1]s → server: PASSWORD, %[2]d bilangan: %[3]s",
	garbled:       "%[1]s: %[2]d bilangan yang tidak cocok dengan kuncinya: rusak, atau untuk kunci lain",

	right: "server → %[1]s: password benar",
	wrong: "server → %[1]s: password salah",
	first: "server → %[1]s: meminta password dulu",
	named: "%[1]s bernama %[2]s (nama lewat tanpa enkripsi)",

	saidHow:    "terbaca dalam perjalanan ke server, dengan d server = %[1]d",
	heardHow:   "terbaca dalam perjalanan dari server ke %[2]s, dengan d klien itu = %[1]d",
	saidNoKey:  "%[1]s → server: satu baris %[2]d huruf, belum bisa saya baca",
	heardNoKey: "server → %[1]s: satu baris %[2]d huruf, belum bisa saya baca",
	saidShut:   "%[1]s: satu baris, %[2]d bilangan: %[3]s",
	late:       "(dikirim pukul %[1]s) %[2]s",
	claims:     "dikirim oleh %[1]s atas nama orang lain",

	joined:      "* %[1]s masuk",
	left:        "* %[1]s keluar",
	leaving:     "%[1]s → server: keluar",
	bye:         "server → %[1]s: bye bye",
	refused:     "%[1]s: sudah tidak ada yang mendengarkan di sana (ICMP)",
	undelivered: "%[1]s: sebuah datagram tidak sampai (ICMP: %[2]v); yang serupa tidak ditampilkan lagi",
	fragment:    "%[1]s → %[2]s: sepotong paket yang lebih besar; sisanya belum lewat",
	cut:         "%[1]s: hanya %[2]d dari %[3]d bita sebuah datagram yang tertangkap; yang serupa tidak ditampilkan lagi",
	strange:     "%[1]s: bukan datagram protokol ini (%[2]d bita: %[3]s); yang berikutnya dari sana tidak ditampilkan",

	explainNoServerKey: "Yang kurang: kunci server. Kunci itu lewat setiap kali ada yang bergabung; setelah itu ini pun terbaca.",
	explainNoClientKey: "Yang kurang: kunci %[1]s, yang dikirim sebelum saya menyadap. Kunci itu lewat lagi kalau %[1]s bergabung ulang.",
}
