package eavesdrop

// Settings are the environment variables of a room in which the exercise is under way: its password, and that
// Eve leaves breaking keys to the student.
func Settings(password string) []string {
	return []string{"OBROLAN_PASSWORD=" + password, "OBROLAN_EVE_NO_CRACK=1"}
}

// Question asks for the answer. Languages are as for Explain.
func Question(lang string) string {
	if lang == "id" {
		return "Apa password ruang obrolan ini? "
	}
	return "What is the room's password? "
}
