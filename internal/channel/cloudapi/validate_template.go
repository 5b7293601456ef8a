package cloudapi

import (
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
)

func validateTemplate(t *channel.Template) error {
	if t == nil || t.Name == "" || t.Language == "" || len(t.Name) > maxTemplateName {
		return invalid("template_missing", "A template needs its name and language.")
	}
	for _, p := range t.Header {
		if err := validateParam(p, true); err != nil {
			return err
		}
	}
	total := 0
	for _, p := range t.Body {
		if err := validateParam(p, false); err != nil {
			return err
		}
		total += utf8.RuneCountInString(p.Text)
	}
	if total > maxTemplateText {
		return invalid("template_text_too_long", "The values of a template have at most 1,024 characters together.")
	}
	if len(t.Buttons) > maxTemplateParts {
		return invalid("button_count", "A template has at most ten buttons.")
	}
	for _, b := range t.Buttons {
		if err := validateTemplateButton(b); err != nil {
			return err
		}
	}
	return nil
}

func validateParam(p channel.Param, header bool) error {
	switch p.Type {
	case "", "text":
		return validateParamText(p.Text)
	case "image", "video", "document":
		if !header {
			return invalid("parameter_type", "A file belongs to the header of a template.")
		}
		return validateMedia(channel.Type(p.Type), p.Media)
	case "location":
		if !header {
			return invalid("parameter_type", "A location belongs to the header of a template.")
		}
		return validateLocation(p.Location)
	default:
		return invalid("parameter_type", "This kind of template value cannot be sent.")
	}
}

// validateParamText refuses what the network refuses with 132018 or 100: line breaks, tabs, more than four spaces together
// (general knowledge, 2026-11), and nothing at all.
func validateParamText(s string) error {
	if strings.TrimSpace(s) == "" {
		return invalid("parameter_empty", "A template value is empty.")
	}
	if strings.ContainsAny(s, "\n\r\t") || strings.Contains(s, "     ") {
		return invalid("parameter_whitespace", "A template value has no line breaks, no tabs and not more than four spaces together.")
	}
	if !utf8.ValidString(s) {
		return invalid("text_invalid", "The text is not valid UTF-8.")
	}
	return nil
}

func validateTemplateButton(b channel.ButtonParam) error {
	if b.Index < 0 || b.Index >= maxTemplateParts || b.Value == "" {
		return invalid("button_value_missing", "A template button needs its place and its value.")
	}
	switch b.SubType {
	case "quick_reply", "url":
		return nil
	case "copy_code":
		return within(b.Value, 20, "coupon_too_long", "A code has at most 20 characters.")
	default:
		return invalid("button_unsupported", "This kind of template button cannot be sent.")
	}
}
