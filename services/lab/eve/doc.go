// Package eve is the eavesdropper of the lab: she listens on an interface, keeps what passes in
// capture files, and tells what it gives away.
//
//	capture.Listener ──▶ packet.Reader ──▶ classic.Tap ──▶ Teller (sentences, or JSON)
//	       frames   │       datagrams        findings
//	                └──▶ capture.Writer
//
// She prints passwords: showing that they can be read is what she is for.
package eve
