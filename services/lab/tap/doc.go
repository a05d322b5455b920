// Package tap holds what a wire can give away, in whatever protocol it was said: findings. The
// packages below it read one protocol each. All of them are pure.
//
//	packet.Packet ──▶ classic.Tap ──▶ Finding ──▶ sequence, eve, exercise
package tap
