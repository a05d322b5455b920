// Package eve is the eavesdropper of the lab: she listens on an interface, keeps what passes in
// capture files, and says what it reveals.
//
//	capture.Listener ──▶ packet.Reader ──▶ tap.Tap ──▶ Teller (sentences, or JSON)
//	       frames   │       datagrams        findings
//	                └──▶ capture.Writer
//
// She prints passwords on purpose: she exists to show that they can be read.
package eve
