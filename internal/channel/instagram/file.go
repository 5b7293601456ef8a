package instagram

import (
	"context"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// fileKinds are the types of files that the network takes, and as what (Meta docs, Instagram messaging, send media, read 2026-11).
var fileKinds = map[string]string{
	"image/png": "image", "image/jpeg": "image",
	"video/mp4": "video", "video/ogg": "video", "video/quicktime": "video", "video/webm": "video", "video/x-msvideo": "video",
	"audio/aac": "audio", "audio/mp4": "audio", "audio/x-m4a": "audio", "audio/wav": "audio",
	"application/pdf": "file",
}

func fileKind(mime string) string {
	base, _, _ := strings.Cut(strings.ToLower(mime), ";")
	return fileKinds[strings.TrimSpace(base)]
}

// The largest files (same page).
const (
	maxImage = 8 << 20
	maxFile  = 25 << 20
)

// validateFile checks a file before anything is sent. The network fetches it, so it needs our public address.
func (c *Connector) validateFile(m *channel.Media) error {
	switch {
	case m == nil || m.AttachmentID == "":
		return invalid("file_missing", "There is no file to send.")
	case m.Caption != "":
		return invalid("caption_not_allowed", "A file on Instagram has no caption; send the text as a message of its own.")
	case fileKind(m.MIME) == "":
		return invalid("file_type_unsupported", "Instagram takes PNG and JPEG pictures, videos, sound and PDF files.")
	}
	u, err := url.Parse(c.cfg.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && !graph.Loopback(c.cfg.GraphURL) {
		return invalid("file_needs_public_address", "Instagram fetches files from this installation, which has no public address with https.")
	}
	return nil
}

// link makes the address from which the network fetches a file.
func link(ctx context.Context, s channel.Session, m *channel.Media) (string, error) {
	if s.Media == nil {
		return "", invalid("file_missing", "There is no file to send.")
	}
	address, info, err := s.Media.Link(ctx, m.AttachmentID)
	if err != nil {
		return "", err
	}
	most := int64(maxFile)
	if fileKind(info.MIME) == "image" {
		most = maxImage
	}
	switch {
	case fileKind(info.MIME) != fileKind(m.MIME):
		return "", invalid("file_type_unsupported", "The file is of another type than was said.")
	case info.Size > most:
		return "", invalid("file_too_large", "The file is larger than Instagram allows.")
	}
	return address, nil
}
