package sandbox

import (
	"cmp"
	"embed"
	"errors"
	html "html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed web
var web embed.FS

func assets() http.Handler {
	sub, err := fs.Sub(web, "web")
	if err != nil {
		panic(err)
	}
	return http.FileServerFS(sub)
}

// servePage shows the page on which a person plays the customers.
func (s *Server) servePage(w http.ResponseWriter, _ *http.Request) {
	sub, err := fs.Sub(web, "web")
	if err != nil {
		panic(err)
	}
	s.writePage(w, sub, s.Connection())
}

// writePage fills in the page.html of a folder.
func (s *Server) writePage(w http.ResponseWriter, folder fs.FS, with any) {
	t, err := html.ParseFS(folder, "page.html")
	if err != nil {
		http.Error(w, "the page is damaged", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if err := t.Execute(w, with); err != nil {
		s.log.Error("the page cannot be written", "err", err)
	}
}

// serveMediaToPage shows media on the page, which has no token.
func (s *Server) serveMediaToPage(w http.ResponseWriter, r *http.Request) {
	item := s.findMedia(r.PathValue("id"))
	if item == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", item.mime)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if !strings.HasPrefix(item.mime, "image/") && !strings.HasPrefix(item.mime, "audio/") && !strings.HasPrefix(item.mime, "video/") {
		w.Header().Set("Content-Disposition", "attachment")
	}
	_, _ = w.Write(item.data)
}

type phoneRow struct {
	WaID     string    `json:"wa_id"`
	Name     string    `json:"name"`
	Last     string    `json:"last"`
	LastAt   time.Time `json:"last_at"`
	Received int       `json:"received"`
	Absent   bool      `json:"absent"`
	Blocked  bool      `json:"blocked"`
	key      int64
}

// listPhones answers with the phones that were used last; ?version= spares the work when nothing changed.
func (s *Server) listPhones(r *http.Request) (any, error) {
	version := strconv.FormatUint(s.version.Load(), 10)
	if r.URL.Query().Get("version") == version {
		return map[string]any{"version": version, "same": true}, nil
	}
	find := strings.ToLower(r.URL.Query().Get("find"))
	rows := []phoneRow{}
	total, floor := 0, int64(0)
	s.people.each(func(p *person) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if find != "" && !strings.Contains(p.wa, find) && !strings.Contains(strings.ToLower(p.name), find) {
			return
		}
		total++
		if p.lastAt < floor {
			return
		}
		row := phoneRow{WaID: p.wa, Name: p.name, Received: p.received, Absent: p.absent, key: p.lastAt}
		for _, on := range p.blocks {
			row.Blocked = row.Blocked || on
		}
		if n := len(p.bubbles); n > 0 {
			b := p.bubbles[n-1]
			row.Last, row.LastAt = short(or(b.text, b.kind)), time.UnixMicro(p.lastAt).UTC()
		}
		rows = append(rows, row)
		if len(rows) >= 400 {
			rows = newest(rows, 100)
			floor = rows[len(rows)-1].key
		}
	})
	return map[string]any{"version": version, "phones": newest(rows, 100), "total": total, "sends": s.effects.len(), "pending": s.PendingWebhooks()}, nil
}

func newest(rows []phoneRow, n int) []phoneRow {
	slices.SortFunc(rows, func(a, b phoneRow) int { return cmp.Or(cmp.Compare(b.key, a.key), cmp.Compare(a.WaID, b.WaID)) })
	return rows[:min(n, len(rows))]
}

func short(text string) string {
	r := []rune(strings.ReplaceAll(text, "\n", " "))
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return string(r)
}

type bubbleView struct {
	ID       string    `json:"id"`
	Out      bool      `json:"out"` // from the business
	Kind     string    `json:"kind"`
	Text     string    `json:"text"`
	Media    string    `json:"media,omitempty"`
	MediaIs  string    `json:"media_type,omitempty"`
	Reaction string    `json:"reaction,omitempty"`
	Reply    string    `json:"reply_to,omitempty"`
	Buttons  []button  `json:"buttons,omitempty"`
	State    string    `json:"state,omitempty"`
	Fail     int       `json:"fail,omitempty"`
	FailText string    `json:"fail_text,omitempty"`
	Number   string    `json:"phone_number_id"`
	At       time.Time `json:"at"`
	Edited   bool      `json:"edited,omitempty"`
	Revoked  bool      `json:"revoked,omitempty"`
}

// showPhone answers with one phone and what is on it.
func (s *Server) showPhone(r *http.Request) (any, error) {
	p := s.people.get(r.PathValue("wa"))
	if p == nil {
		return nil, errors.New("there is no such phone")
	}
	version := strconv.FormatUint(s.version.Load(), 10)
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]bubbleView, 0, len(p.bubbles))
	for _, b := range p.bubbles {
		v := bubbleView{ID: b.id, Kind: b.kind, Text: b.text, Media: b.media, Reaction: b.reaction, Reply: b.reply, Buttons: b.buttons, Number: b.num.id, At: time.UnixMicro(b.at).UTC(), Edited: b.edited, Revoked: b.revoked}
		if b.eff != nil {
			v.ID, v.Out, v.State = b.eff.id(), true, stateNames[b.eff.state.Load()]
			if v.State == "failed" {
				v.Fail, v.FailText = int(b.eff.fail), errTitle(int(b.eff.fail))
			}
		}
		if item := s.findMedia(b.media); item != nil {
			v.MediaIs = item.mime
		}
		list = append(list, v)
	}
	blocked := false
	for _, on := range p.blocks {
		blocked = blocked || on
	}
	seen := time.Time{}
	if p.seenAt > 0 {
		seen = time.UnixMicro(p.seenAt).UTC()
	}
	return map[string]any{
		"version": version, "wa_id": p.wa, "name": p.name, "user_id": p.userID, "username": p.username, "username_only": p.hidden.Load(), "not_on_whatsapp": p.absent,
		"offline": p.offline, "no_read_receipts": p.noRead, "blocked": blocked, "seen_at": seen, "bubbles": list,
	}, nil
}
