// Package eavesdrop judges answers to exercise 1: read the room's password off the wire.
//
//	answer ──┐
//	Secret ──┼──▶ Judge ──▶ Verdict ──Explain──▶ a sentence and a hint
//	Facts  ──┘
//
// Facts come from a capture. Without them Judge can say less about why an answer is wrong.
package eavesdrop
