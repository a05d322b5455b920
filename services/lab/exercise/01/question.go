package eavesdrop

// Question asks for the answer. Languages are as for Explain.
func Question(lang string) string {
	if lang == "id" {
		return "Apa password ruang obrolan ini? "
	}
	return "What is the room's password? "
}
