package wire

import (
	"encoding/binary"
	"hash/crc32"
)

// repair gives a header the checksum that it should have.
func repair(header []byte) {
	body := header[:len(header)-checksumSize]
	binary.BigEndian.PutUint32(header[len(body):], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}
