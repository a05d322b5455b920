package arq

// State is where a connection stands: TCP's states (RFC 9293 section 3.3.2), drawn in the package's
// documentation.
type State uint8

// TCP's states.
const (
	Closed State = iota
	Listen
	SynSent
	SynReceived
	Established
	FinWait1
	FinWait2
	CloseWait
	Closing
	LastAck
	TimeWait
)

var stateNames = [...]string{
	"CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
	"FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT",
}

// String is the state's name as the RFC writes it.
func (s State) String() string { return stateNames[s] }

// synchronized reports whether both sides know each other's sequence numbers.
func (s State) synchronized() bool { return s >= Established }
