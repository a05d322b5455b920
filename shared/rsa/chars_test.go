package rsa

import "unicode"

// chars is the table of code points below n that are characters (no surrogates).
func chars(n int32) *unicode.RangeTable {
	return &unicode.RangeTable{
		R16: []unicode.Range16{{Lo: 1, Hi: 0xd7ff, Stride: 1}, {Lo: 0xe000, Hi: 0xffff, Stride: 1}},
		R32: []unicode.Range32{{Lo: 0x10000, Hi: uint32(n - 1), Stride: 1}},
	}
}
