package instagram

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Limits of content. A text is counted in bytes (Meta docs, Instagram messaging, read 2026-11); the others in characters (Meta docs, quick
// replies, button template, comment moderation, read 2026-11).
const (
	maxText         = 1000
	maxButtonText   = 640
	maxButtons      = 3
	maxQuickReplies = 13
	maxTitle        = 20
	maxPayload      = 1000
	maxURL          = 2000
	maxPublicReply  = 300
	maxHashtags     = 4
)

func invalid(code, detail string) error { return fault.New(fault.Invalid, "message."+code, detail) }

// Validate implements channel.Connector.
func (c *Connector) Validate(content channel.Content) error {
	if content.Comment != nil && content.Comment.Public {
		return validatePublic(content)
	}
	switch content.Type {
	case channel.TypeText:
		if content.Text == nil {
			return invalid("text_empty", "The text is empty.")
		}
		return validateText(content.Text.Body, maxText)
	case channel.TypeInteractive:
		return validateInteractive(content.Interactive)
	case channel.TypeReaction:
		if content.Reaction == nil || content.Reaction.MessageID == "" {
			return invalid("reaction_target_missing", "A reaction needs the message it is put on.")
		}
		return nil
	case channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeDocument:
		return c.validateFile(content.Media)
	default:
		return invalid("type_unsupported", "This kind of message cannot be sent on this channel.")
	}
}

func validateText(text string, bytes int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return invalid("text_empty", "The text is empty.")
	case !utf8.ValidString(text):
		return invalid("text_invalid", "The text is not valid UTF-8.")
	case len(text) > bytes:
		return invalid("text_too_long", "The text is longer than Instagram allows; emoji and letters with marks count more than once.")
	}
	return nil
}

// validatePublic checks a reply that everybody sees: at most 300 characters, 4 hashtags and one link, and not all capitals (Meta docs,
// comment moderation, read 2026-11).
func validatePublic(content channel.Content) error {
	if content.Type != channel.TypeText || content.Text == nil {
		return invalid("type_unsupported", "A public reply is a text.")
	}
	text := content.Text.Body
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) {
		return invalid("text_empty", "The text is empty.")
	}
	switch links := strings.Count(text, "http://") + strings.Count(text, "https://"); {
	case utf8.RuneCountInString(text) > maxPublicReply:
		return invalid("public_reply_too_long", "A public reply has at most 300 characters.")
	case strings.Count(text, "#") > maxHashtags:
		return invalid("public_reply_hashtags", "A public reply has at most 4 hashtags.")
	case links > 1:
		return invalid("public_reply_links", "A public reply has at most one link.")
	case text == strings.ToUpper(text) && text != strings.ToLower(text) && utf8.RuneCountInString(text) > 3:
		return invalid("public_reply_capitals", "A public reply must not be all capitals.")
	}
	return nil
}

func validateInteractive(in *channel.Interactive) error {
	if in == nil {
		return invalid("interactive_missing", "There is nothing to tap.")
	}
	if in.Header != nil || in.Footer != "" {
		return invalid("frame_unsupported", "Instagram knows no header and no footer.")
	}
	switch in.Kind {
	case channel.KindButton, channel.KindLink:
		if err := validateText(in.Body, maxText); err != nil {
			return err
		}
		if utf8.RuneCountInString(in.Body) > maxButtonText {
			return invalid("text_too_long", "A text with buttons has at most 640 characters.")
		}
		return validateButtons(buttonsOf(in), maxButtons)
	case channel.KindQuickReplies:
		if err := validateText(in.Body, maxText); err != nil {
			return err
		}
		return validateButtons(in.Buttons, maxQuickReplies)
	default:
		return invalid("type_unsupported", "This kind of message cannot be sent on this channel.")
	}
}

// buttonsOf are the buttons of a message, also of one that only opens an address.
func buttonsOf(in *channel.Interactive) []channel.Button {
	if in.Kind == channel.KindLink {
		return []channel.Button{{Title: in.DisplayText, URL: in.URL}}
	}
	return in.Buttons
}

func validateButtons(list []channel.Button, most int) error {
	if len(list) == 0 || len(list) > most {
		return invalid("buttons_count", "There are too few or too many buttons.")
	}
	for _, b := range list {
		title := utf8.RuneCountInString(b.Title)
		if strings.TrimSpace(b.Title) == "" || title > maxTitle {
			return invalid("button_title", "A button has a title of 1 to 20 characters.")
		}
		if b.URL == "" {
			if b.ID == "" || len(b.ID) > maxPayload {
				return invalid("button_id", "A button needs something to answer with.")
			}
			continue
		}
		u, err := url.Parse(b.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(b.URL) > maxURL {
			return invalid("button_url", "A link starts with https:// and names a site.")
		}
	}
	return nil
}
