package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The live stream. Every streamLook the stream looks for itself: whether the session still lives, and whether another process wrote
// facts; every streamBeats-th time it sends a sign of life. A client that does not take what is written within streamWrite is let go:
// it comes back with its cursor and misses nothing.
const (
	streamLook    = 3 * time.Second
	streamBeats   = 5
	streamWrite   = 10 * time.Second
	streamPage    = 200
	streamsPerson = 20
)

// ErrTooManyStreams is returned when one person has too many live streams open.
var ErrTooManyStreams = fault.New(fault.Limited, "events.too_many_streams", "Too many live updates are open. Close some windows.")

// ErrCursor is returned for a cursor that is not a number the stream gave out.
var ErrCursor = fault.New(fault.Invalid, "events.cursor_invalid", "The cursor of a live stream is a number it gave out.")

func (a *API) registerEvents() {
	a.Raw(Op{
		ID: "stream-events", Method: http.MethodGet, Path: "/events", Right: Read, Summary: "Live updates as Server-Sent Events",
		Description: "Goes on behind the Last-Event-ID header or the cursor parameter, else begins now. The first event, ready, " +
			"names the cursor. An event reset means that something was missed: read everything anew.",
		Produces: "text/event-stream",
	}, a.handleEvents)
}

// streams counts the open streams of each person.
type streams struct {
	mu   sync.Mutex
	open map[account.UserID]int
}

func (s *streams) enter(user account.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[user] >= streamsPerson {
		return false
	}
	s.open[user]++
	return true
}

func (s *streams) leave(user account.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[user]--; s.open[user] <= 0 {
		delete(s.open, user)
	}
}

func (a *API) handleEvents(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error {
	cursor, resuming, err := streamCursor(r)
	if err != nil {
		return err
	}
	if !a.streams.enter(p.User.ID) {
		return ErrTooManyStreams.WithRetryAfter(streamLook)
	}
	defer a.streams.leave(p.User.ID)
	changed, unwatch := a.opt.Accounts.Watch(p.User.ID)
	defer unwatch()
	// Subscribing before the first look is what makes the stream free of gaps.
	wake, stop := a.opt.Events.Hub().Subscribe(ws)
	defer stop()
	var oldest, newest int64
	err = a.opt.DB.Read(r.Context(), ws, func(q wsdb.Query) error {
		oldest, newest, err = a.opt.Events.Range(r.Context(), q)
		return err
	})
	if err != nil {
		return err
	}
	s := &stream{api: a, w: w, out: http.NewResponseController(w), cursor: newest}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	if err := s.begin(cursor, resuming, oldest, newest); err != nil {
		return nil // the client is gone: nobody is left to answer
	}
	s.run(r, p, ws, wake, changed)
	return nil
}

func streamCursor(r *http.Request) (cursor int64, resuming bool, err error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("cursor")
	}
	if text == "" {
		return 0, false, nil
	}
	cursor, err = strconv.ParseInt(text, 10, 64)
	if err != nil || cursor < 0 {
		return 0, false, ErrCursor
	}
	return cursor, true, nil
}

type stream struct {
	api    *API
	w      http.ResponseWriter
	out    *http.ResponseController
	cursor int64
}

// begin says where the stream stands, and whether the client has to read everything anew.
func (s *stream) begin(cursor int64, resuming bool, oldest, newest int64) error {
	name := "ready"
	switch {
	case resuming && (cursor > newest || cursor < oldest-1):
		name = "reset"
	case resuming:
		s.cursor = cursor
	}
	return s.write(fmt.Sprintf("retry: 2000\nid: %d\nevent: %s\ndata: {\"cursor\":%d}\n\n", s.cursor, name, s.cursor))
}

// run sends facts until the client leaves, the session or the membership ends, or the program does. changed says that one of these two
// may have ended in this process; what ended elsewhere is found at the next look.
func (s *stream) run(r *http.Request, p account.Principal, ws id.Workspace, wake, changed <-chan struct{}) {
	for looks := 1; ; looks++ {
		if err := s.send(r, ws); err != nil {
			return
		}
		look := s.api.opt.Clock.After(streamLook)
		for waiting := true; waiting; {
			select {
			case <-r.Context().Done():
				return
			case <-s.api.closing:
				return
			case <-wake:
				if err := s.send(r, ws); err != nil {
					return
				}
			case <-changed:
				waiting = false
			case <-look:
				waiting = false
			}
		}
		if err := s.api.opt.Accounts.Check(r.Context(), p); err != nil {
			return
		}
		if looks%streamBeats == 0 {
			if err := s.write(": alive\n\n"); err != nil {
				return
			}
		}
	}
}

// send writes all facts behind the cursor, page by page.
func (s *stream) send(r *http.Request, ws id.Workspace) error {
	for {
		var facts []event.Event
		err := s.api.opt.DB.Read(r.Context(), ws, func(q wsdb.Query) error {
			var err error
			facts, err = s.api.opt.Events.After(r.Context(), q, s.cursor, streamPage)
			return err
		})
		if err != nil || len(facts) == 0 {
			return err
		}
		var text []byte
		for _, f := range facts {
			data, err := json.Marshal(eventView{Seq: f.Seq, Subject: f.Subject, Data: f.Data})
			if err != nil {
				return err
			}
			text = fmt.Appendf(text, "id: %d\nevent: %s\ndata: %s\n\n", f.Seq, f.Kind, data)
		}
		if err := s.write(string(text)); err != nil {
			return err
		}
		s.cursor = facts[len(facts)-1].Seq
		if len(facts) < streamPage {
			return nil
		}
	}
}

type eventView struct {
	Seq     int64           `json:"seq"`
	Subject string          `json:"subject"`
	Data    json.RawMessage `json:"data"`
}

// write hands text to the client. The deadline is one of the machine's network, so it goes by the machine's clock.
func (s *stream) write(text string) error {
	if err := s.out.SetWriteDeadline(clock.System{}.Now().Add(streamWrite)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.out.Flush()
}
