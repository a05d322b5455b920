package exercise

// SealCheaply is Seal at a cost that a test can pay thousands of times.
func SealCheaply(exercise int, password string) (Secret, error) { return seal(exercise, password, 2) }
