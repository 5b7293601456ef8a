// Package library owns attachments: their rows, and their bytes sealed with the workspace's key under random names.
package library

import (
	"mime"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID identifies an attachment.
type ID = id.ID[Attachment]

// Attachment is a file of a workspace. MIME is what the bytes are, not what somebody said.
type Attachment struct {
	ID        ID
	Name      string
	MIME      string
	Size      int64
	SHA256    string
	BlobKey   string
	Source    string // upload, inbound, ...
	CreatedAt time.Time
}

// MaxSize is the largest file that is kept: what the largest network takes.
const MaxSize = 100 << 20

// Faults of this package.
var (
	ErrNotFound = fault.New(fault.NotFound, "attachment.not_found", "There is no such file.")
	ErrTooLarge = fault.New(fault.TooLarge, "attachment.too_large", "A file has at most 100 MB.")
	ErrEmpty    = fault.New(fault.Invalid, "attachment.empty", "The file is empty.")
	ErrNoFile   = fault.New(fault.Invalid, "attachment.missing", "Send the file as a form field named file.")
)

const maxNameRunes = 200

// cleanName keeps the last part of a path without control characters, so that a name is only ever shown and never a place.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.In(r, unicode.Bidi_Control) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	for i, n := 0, 0; i < len(name); n++ {
		if n == maxNameRunes {
			return name[:i]
		}
		_, size := utf8.DecodeRuneInString(name[i:])
		i += size
	}
	return name
}

// vague types say little; there what the sender declared is believed, unless a browser would run it.
var vague = map[string]bool{"application/octet-stream": true, "text/plain": true, "application/zip": true, "application/ogg": true, "application/x-ole-storage": true}

var active = map[string]bool{
	"text/html": true, "application/xhtml+xml": true, "image/svg+xml": true, "text/xml": true, "application/xml": true,
	"text/javascript": true, "application/javascript": true, "application/x-javascript": true,
}

// decideType chooses between what the bytes look like and what was declared.
func decideType(sniffed, declared string) string {
	sniffed = baseType(sniffed)
	said := baseType(declared)
	if said == "" || !vague[sniffed] || active[said] || said == "application/octet-stream" {
		return sniffed
	}
	return said
}

func baseType(s string) string {
	t, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(t, "/") {
		return ""
	}
	return t
}

// inline are the types a browser may show in place; everything else is only downloaded.
var inline = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true,
	"audio/mpeg": true, "audio/mp4": true, "audio/aac": true, "audio/amr": true, "audio/ogg": true, "audio/wav": true, "audio/x-m4a": true,
	"video/mp4": true, "video/3gpp": true, "video/webm": true,
}
