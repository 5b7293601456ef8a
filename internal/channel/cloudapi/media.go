package cloudapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"github.com/kelolapesan/kelola/internal/graph"
	"hash"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

// uploadLifetime is how long an uploaded id is used. The network keeps it for 30 days (Meta docs, media, read 2026-11).
const uploadLifetime = 29 * 24 * time.Hour

// mediaLimits are the largest files per type in bytes (Meta docs, media, read 2026-11).
var mediaLimits = map[channel.Type]int64{
	channel.TypeImage:    5 << 20,
	channel.TypeVideo:    16 << 20,
	channel.TypeAudio:    16 << 20,
	channel.TypeDocument: 100 << 20,
	channel.TypeSticker:  500 << 10,
}

const maxMedia = 100 << 20

// Faults of files.
var (
	ErrMediaGone    = fault.New(fault.NotFound, "channel.media_gone", "The file is no longer available.")
	ErrMediaTooBig  = fault.New(fault.TooLarge, "channel.media_too_large", "The file is larger than the network allows.")
	ErrMediaCorrupt = fault.New(fault.Unavailable, "channel.media_corrupt", "The file arrived damaged.")
)

// mediaID returns the id under which the network knows a file, and uploads it if need be.
func (c *Connector) mediaID(ctx context.Context, s channel.Session, kind channel.Type, m *channel.Media) (string, error) {
	if m.AttachmentID == "" {
		return m.ExternalID, nil
	}
	if s.Media == nil {
		return "", invalid("file_missing", "There is no file to send.")
	}
	return s.Media.Uploaded(ctx, m.AttachmentID, uploadLifetime, func(ctx context.Context) (string, error) {
		body, info, err := s.Media.Open(ctx, m.AttachmentID)
		if err != nil {
			return "", err
		}
		defer func() { _ = body.Close() }()
		if info.Size > mediaLimits[kind] {
			return "", invalid("file_too_large", "The file is larger than WhatsApp allows for this kind of message.")
		}
		return c.UploadMedia(ctx, s, info, body)
	})
}

// UploadMedia implements channel.Connector. It streams with a known length, and is never repeated by the transport.
func (c *Connector) UploadMedia(ctx context.Context, s channel.Session, info channel.MediaInfo, body io.Reader) (string, error) {
	head, tail, mime, err := uploadFrame(info)
	if err != nil {
		return "", err
	}
	file := &borrowed{in: body}
	defer file.giveBack()
	size := int64(-1)
	if info.Size >= 0 {
		size = int64(len(head)) + info.Size + int64(len(tail))
	}
	var out struct {
		ID graph.ID `json:"id"`
	}
	err = c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + s.Channel.ExternalID + "/media",
		Body: io.MultiReader(bytes.NewReader(head), file, bytes.NewReader(tail)), MIME: mime, Size: size,
		Token: s.Token, Account: s.Channel.AccountID, Timeout: c.cfg.UploadTimeout,
	}, &out)
	if err != nil {
		return "", err
	}
	if out.ID == "" {
		return "", ErrUnreachable.With(errors.New("cloudapi: no id for an upload"))
	}
	return string(out.ID), nil
}

// borrowed is a reader that is not touched any more once it was given back: the transport may still be reading a body when the
// answer has come, and the owner closes it then.
type borrowed struct {
	mu   sync.Mutex
	in   io.Reader
	over bool
}

// Read implements io.Reader.
func (b *borrowed) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return 0, io.ErrClosedPipe
	}
	return b.in.Read(p)
}

func (b *borrowed) giveBack() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
}

// uploadFrame makes what stands before and after the bytes of the file in the form of an upload.
func uploadFrame(info channel.MediaInfo) (head, tail []byte, mime string, err error) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	name := strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(info.Name)
	if name == "" {
		name = "file"
	}
	err = errors.Join(form.WriteField("messaging_product", "whatsapp"), form.WriteField("type", info.MIME))
	if err != nil {
		return nil, nil, "", err
	}
	if _, err = form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`},
		"Content-Type":        {info.MIME},
	}); err != nil {
		return nil, nil, "", err
	}
	cut := out.Len()
	if err = form.Close(); err != nil {
		return nil, nil, "", err
	}
	return out.Bytes()[:cut], out.Bytes()[cut:], form.FormDataContentType(), nil
}

// FetchMedia implements channel.Connector: it asks for the address, which lives five minutes, and streams the bytes. An address
// that is gone already is asked for once more.
func (c *Connector) FetchMedia(ctx context.Context, s channel.Session, mediaID string) (io.ReadCloser, channel.MediaInfo, error) {
	for attempt := 1; ; attempt++ {
		target, info, err := c.mediaAddress(ctx, s, mediaID)
		if err != nil {
			return nil, channel.MediaInfo{}, err
		}
		body, err := c.download(ctx, s, target, info)
		if errors.Is(err, ErrMediaGone) && attempt == 1 {
			continue
		}
		return body, info, err
	}
}

func (c *Connector) mediaAddress(ctx context.Context, s channel.Session, mediaID string) (string, channel.MediaInfo, error) {
	var out struct {
		URL    string       `json:"url"`
		MIME   graph.String `json:"mime_type"`
		SHA256 graph.String `json:"sha256"`
		Size   *graph.Int   `json:"file_size"`
	}
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(mediaID), Query: url.Values{"phone_number_id": {s.Channel.ExternalID}},
		Token: s.Token, Account: s.Channel.AccountID,
	}, &out)
	if err != nil {
		return "", channel.MediaInfo{}, mediaError(err)
	}
	if out.URL == "" {
		return "", channel.MediaInfo{}, ErrMediaGone
	}
	info := channel.MediaInfo{MIME: string(out.MIME), SHA256: hashHex(string(out.SHA256)), Size: -1}
	if out.Size != nil {
		info.Size = int64(*out.Size)
	}
	if info.Size > maxMedia {
		return "", channel.MediaInfo{}, ErrMediaTooBig
	}
	return out.URL, info, nil
}

// mediaError tells a file that is gone from one that cannot be had now: the network keeps it for seven days, so neither a dead
// token nor a failed download ends it (Meta docs, media and error codes, read 2026-11).
func mediaError(err error) error {
	e, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return err
	}
	later := &channel.SendError{Code: e.Code, Subcode: e.Subcode, Detail: "The file cannot be downloaded just now."}
	switch r := refusalOf(e.Code, e.Subcode, e.Status, e.Transient); {
	case e.Status == http.StatusNotFound || e.Code == 100:
		return ErrMediaGone.With(e)
	case e.Code == 131052:
		later.Class, later.Reason = channel.ClassRetry, r.reason
		return later
	case r.class == channel.ClassChannel:
		later.Class, later.Reason = channel.ClassChannel, r.reason
		return later
	default:
		return err
	}
}

func (c *Connector) download(ctx context.Context, s channel.Session, target string, info channel.MediaInfo) (io.ReadCloser, error) {
	u, err := url.Parse(target)
	if err != nil || !c.mediaHost(u) {
		return nil, ErrMediaGone.With(errors.New("cloudapi: a media address of another host"))
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.UploadTimeout)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		cancel()
		return nil, ErrMediaGone
	}
	req.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	res, err := c.graph.HTTP.Do(req)
	if err != nil {
		cancel()
		return nil, ErrUnreachable.With(graph.ErrNoAnswer)
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		cancel()
		if res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone {
			return nil, ErrMediaGone
		}
		return nil, ErrUnreachable.With(fmt.Errorf("cloudapi: media answered %d", res.StatusCode))
	}
	limit := int64(maxMedia)
	if info.Size >= 0 {
		limit = min(limit, info.Size)
	}
	return &checkedBody{in: res.Body, cancel: cancel, left: limit, sum: sha256.New(), want: info.SHA256, size: info.Size}, nil
}

// mediaHost says whether the token may be shown to a host: Meta's own over TLS, or the configured one.
func (c *Connector) mediaHost(u *url.URL) bool {
	if base, err := url.Parse(c.cfg.BaseURL); err == nil && u.Scheme == base.Scheme && u.Host == base.Host {
		return true
	}
	if u.Scheme != "https" {
		return false
	}
	for _, domain := range []string{"fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net"} {
		if u.Hostname() == domain || strings.HasSuffix(u.Hostname(), "."+domain) {
			return true
		}
	}
	return false
}

// checkedBody fails at the end when the bytes are more, fewer or other than announced.
type checkedBody struct {
	in     io.ReadCloser
	cancel context.CancelFunc
	left   int64
	size   int64
	sum    hash.Hash
	want   string
}

// Read implements io.Reader.
func (b *checkedBody) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, ErrMediaTooBig
	}
	b.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && (b.size >= 0 && b.left > 0 || b.want != "" && hex.EncodeToString(b.sum.Sum(nil)) != b.want) {
		return n, ErrMediaCorrupt
	}
	return n, err
}

// Close implements io.Closer.
func (b *checkedBody) Close() error {
	b.cancel()
	return b.in.Close()
}

// hashHex reads a SHA-256 in hexadecimal or base64; "" when it is neither.
func hashHex(s string) string {
	if b, err := hex.DecodeString(s); err == nil && len(b) == sha256.Size {
		return strings.ToLower(s)
	}
	if b, err := base64.StdEncoding.DecodeString(s); err == nil && len(b) == sha256.Size {
		return hex.EncodeToString(b)
	}
	return ""
}
