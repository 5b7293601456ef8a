package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Life times of media (Meta docs, Media, read 2026-11).
const (
	urlLife      = 5 * time.Minute
	uploadedLife = 30 * day
	inboundLife  = 7 * day
)

type mediaItem struct {
	id, mime string
	data     []byte
	sum      [32]byte
	expires  time.Time
	num      *number
	inbound  bool
}

type mediaURL struct {
	item    *mediaItem
	expires time.Time
}

type mediaStore struct {
	mu    sync.Mutex
	items map[string]*mediaItem
	urls  map[string]mediaURL
	n     uint64
}

func (m *mediaStore) reset() {
	m.mu.Lock()
	m.items, m.urls = make(map[string]*mediaItem), make(map[string]mediaURL)
	m.mu.Unlock()
}

// mediaRule is what one type of message takes (Meta docs, Supported media types, read 2026-11).
type mediaRule struct {
	types []string
	limit int
}

func ruleFor(kind string) mediaRule {
	switch kind {
	case "image":
		return mediaRule{[]string{"image/jpeg", "image/png"}, 5 << 20}
	case "video":
		return mediaRule{[]string{"video/mp4", "video/3gpp"}, 16 << 20}
	case "audio":
		return mediaRule{[]string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 << 20}
	case "sticker":
		return mediaRule{[]string{"image/webp"}, 500 << 10}
	}
	return mediaRule{nil, 100 << 20}
}

func kindOfMIME(m string) string {
	for _, k := range []string{"image", "video", "audio", "sticker"} {
		if slices.Contains(ruleFor(k).types, m) {
			return k
		}
	}
	return "document"
}

// uploadMedia answers POST /{phone_number_id}/media.
func (s *Server) uploadMedia(h *hit) (any, *apiError) {
	kind, params, err := mime.ParseMediaType(h.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, invalid("The request must be multipart/form-data")
	}
	fields := map[string]string{}
	var data []byte
	var partType string
	mr := multipart.NewReader(bytes.NewReader(h.body), params["boundary"])
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, invalid("The multipart body is damaged")
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return nil, invalid("The multipart body is damaged")
		}
		if part.FormName() == "file" {
			data, partType = b, part.Header.Get("Content-Type")
		} else {
			fields[part.FormName()] = string(b)
		}
	}
	if fields["messaging_product"] != "whatsapp" {
		return nil, invalid("The parameter messaging_product is required.")
	}
	if data == nil {
		return nil, invalid("The parameter file is required.")
	}
	typ := or(fields["type"], partType)
	if apiErr := checkMediaBytes(typ, data); apiErr != nil {
		return nil, apiErr
	}
	item := s.storeMedia(h.num, baseType(typ), data, false)
	return map[string]string{"id": item.id}, nil
}

func baseType(t string) string {
	b, _, err := mime.ParseMediaType(t)
	if err != nil {
		return strings.ToLower(t)
	}
	return b
}

// checkMediaBytes holds the announced type against size and content.
func checkMediaBytes(typ string, data []byte) *apiError {
	base := baseType(typ)
	if base == "" || !strings.Contains(base, "/") {
		return missing("type")
	}
	if len(data) == 0 {
		return coded(131053, "the file is empty")
	}
	if limit := ruleFor(kindOfMIME(base)).limit; len(data) > limit {
		return coded(131053, "the file has %d bytes, at most %d are allowed for %s", len(data), limit, base)
	}
	if base == "audio/ogg" && !bytes.Contains(data[:min(len(data), 256)], []byte("OpusHead")) {
		return coded(131053, "audio/ogg must be opus")
	}
	real := baseType(http.DetectContentType(data))
	for _, family := range []string{"image/jpeg", "image/png", "image/webp", "video/mp4"} {
		if (base == family) != (real == family) && (base == family || strings.HasPrefix(base, "image/")) {
			return coded(131053, "the file is %s, announced as %s", real, base)
		}
	}
	return nil
}

func (s *Server) storeMedia(n *number, typ string, data []byte, inbound bool) *mediaItem {
	life := uploadedLife
	if inbound {
		life = inboundLife
	}
	m := &s.media
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n++
	item := &mediaItem{id: numericID(s.o.Seed^0x6d, m.n), mime: typ, data: data, sum: sha256.Sum256(data), expires: s.Now().Add(life), num: n, inbound: inbound}
	m.items[item.id] = item
	return item
}

func (s *Server) findMedia(id string) *mediaItem {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	item := s.media.items[id]
	if item == nil {
		return nil
	}
	if !s.Now().Before(item.expires) {
		delete(s.media.items, id)
		return nil
	}
	return item
}

// usableMedia tells whether a message of this type may use the media.
func (s *Server) usableMedia(n *number, kind, id string) *apiError {
	item := s.findMedia(id)
	if item == nil || item.num.waba != n.waba {
		return badValue(kind+".id", "no such media, or it has expired")
	}
	rule := ruleFor(kind)
	if rule.types != nil && !slices.Contains(rule.types, item.mime) {
		return coded(131053, "%s cannot be sent as %s", item.mime, kind)
	}
	if len(item.data) > rule.limit {
		return coded(131053, "the file is too large for %s", kind)
	}
	return nil
}

func (s *Server) mediaFor(h *hit) (*mediaItem, *apiError) {
	item := s.findMedia(h.path[0])
	if item == nil {
		return nil, noObject(h.path[0])
	}
	if err := h.by.may(scopeMessaging, item.num.waba); err != nil {
		return nil, err
	}
	if want := h.r.URL.Query().Get("phone_number_id"); want != "" && want != item.num.id {
		return nil, noObject(h.path[0])
	}
	return item, nil
}

// linkFor makes an address of the bytes that lives for five minutes.
func (s *Server) linkFor(base string, item *mediaItem) string {
	m := &s.media
	m.mu.Lock()
	defer m.mu.Unlock()
	now := s.Now()
	for k, u := range m.urls {
		if !now.Before(u.expires) {
			delete(m.urls, k)
		}
	}
	m.n++
	key := strconv.FormatUint(mix(s.o.Seed^0x11, m.n), 36)
	m.urls[key] = mediaURL{item: item, expires: now.Add(urlLife)}
	return base + "/sandbox-media/" + key
}

func (s *Server) getMedia(h *hit) (any, *apiError) {
	item, err := s.mediaFor(h)
	if err != nil {
		return nil, err
	}
	base := s.URL()
	if h.r.Host != "" {
		base = "http://" + h.r.Host
	}
	return map[string]string{
		"messaging_product": "whatsapp", "url": s.linkFor(base, item), "mime_type": item.mime,
		"sha256": hex.EncodeToString(item.sum[:]), "file_size": strconv.Itoa(len(item.data)), "id": item.id,
	}, nil
}

func (s *Server) deleteMedia(h *hit) (any, *apiError) {
	item, err := s.mediaFor(h)
	if err != nil {
		return nil, err
	}
	s.media.mu.Lock()
	delete(s.media.items, item.id)
	s.media.mu.Unlock()
	return map[string]bool{"success": true}, nil
}

// downloadMedia answers the address with the bytes; it wants the bearer token and a user agent.
func (s *Server) downloadMedia(h *hit) (any, *apiError) {
	s.media.mu.Lock()
	u, ok := s.media.urls[h.path[1]]
	gone := ok && (s.media.items[u.item.id] == nil || !s.Now().Before(u.expires))
	s.media.mu.Unlock()
	if !ok || gone {
		return nil, &apiError{HTTP: http.StatusNotFound, Code: 100, Message: "Media not found or the address has expired"}
	}
	if err := h.by.may(scopeMessaging, u.item.num.waba); err != nil {
		return nil, err
	}
	if h.r.UserAgent() == "" {
		return nil, &apiError{HTTP: http.StatusForbidden, Code: 100, Message: "A User-Agent is required"}
	}
	h.raw = true
	h.out = reply{status: 200, ctype: u.item.mime, body: u.item.data}
	return nil, nil
}
