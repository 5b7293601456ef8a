package inbox

import (
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
)

// previewLength is how many characters of a message the list shows.
const previewLength = 120

// preview is the one line of a message that the list shows; the interface adds a word for the type where it is empty.
func preview(text string, c channel.Content) string {
	if text == "" {
		switch {
		case c.Media != nil:
			text = c.Media.Filename
		case len(c.Contacts) > 0:
			text = c.Contacts[0].Name
		}
	}
	return short(text)
}

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= previewLength {
		return text
	}
	return string([]rune(text)[:previewLength-1]) + "…"
}
