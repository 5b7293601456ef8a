package event_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func appendTo(t *testing.T, db *wsdb.DB, ws id.Workspace, l *event.Log, subjects ...string) {
	t.Helper()
	err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
		for _, s := range subjects {
			if err := l.Append(t.Context(), tx, event.BlastChanged, s, map[string]int{"n": 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("append: %v", err)
	}
}

func after(t *testing.T, db *wsdb.DB, ws id.Workspace, l *event.Log, cursor int64) []event.Event {
	t.Helper()
	var found []event.Event
	err := db.Read(t.Context(), ws, func(q wsdb.Query) error {
		var err error
		found, err = l.After(t.Context(), q, cursor, 100)
		return err
	})
	if err != nil {
		t.Fatalf("after: %v", err)
	}
	return found
}

func TestLog_AppendNumbersInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, l := dbtest.Workspace(t, db), event.New(event.NewHub())
		appendTo(t, db, ws, l, "a", "b")
		appendTo(t, db, ws, l, "c")
		got := after(t, db, ws, l, 1)
		if len(got) != 2 || got[0].Seq != 2 || got[1].Seq != 3 || got[1].Subject != "c" {
			t.Fatalf("After(1) = %+v, want b and c as 2 and 3", got)
		}
		if string(got[0].Data) != `{"n":1}` || !got[0].CreatedAt.Equal(dbtest.Start) || got[0].Kind != event.BlastChanged {
			t.Errorf("event = %+v", got[0])
		}
	})
}

func TestLog_AppendAllIsAppendForEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		hub := event.NewHub()
		ws, l := dbtest.Workspace(t, db), event.New(hub)
		wake, stop := hub.Subscribe(ws)
		defer stop()
		facts := []event.Fact{
			{Kind: event.MessageChanged, Subject: "a", Data: map[string]string{"conversation_id": "\u201cc\u201d <1>"}},
			{Kind: event.ConversationChanged, Subject: "c"},
			{Kind: event.BlastChanged, Subject: "b", Data: map[string]int{"n": 2}},
		}
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			if err := l.AppendAll(t.Context(), tx, nil); err != nil {
				return err
			}
			if err := l.AppendAll(t.Context(), tx, facts); err != nil {
				return err
			}
			for _, f := range facts {
				if err := l.Append(t.Context(), tx, f.Kind, f.Subject, f.Data); err != nil {
					return err
				}
			}
			return l.AppendAll(t.Context(), tx, facts[:1])
		})
		if err != nil {
			t.Fatal(err)
		}
		<-wake
		got := after(t, db, ws, l, 0)
		if len(got) != 7 {
			t.Fatalf("%d facts, want 7", len(got))
		}
		for i, e := range got {
			want := got[3+i%3] // what Append has written
			want.Seq = int64(i + 1)
			if diff := cmp.Diff(want, e); diff != "" {
				t.Errorf("fact %d: %s", i, diff)
			}
		}
	})
}

func TestLog_AppendWakesAfterCommitOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		hub := event.NewHub()
		ws, l := dbtest.Workspace(t, db), event.New(hub)
		wake, stop := hub.Subscribe(ws)
		other, stopOther := hub.Subscribe(id.NewWorkspace())
		defer stopOther()
		errUndo := errors.New("undo")
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			if err := l.Append(t.Context(), tx, event.BlastChanged, "a", nil); err != nil {
				return err
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatalf("Write = %v", err)
		}
		select {
		case <-wake:
			t.Fatal("woken although nothing was committed")
		default:
		}
		appendTo(t, db, ws, l, "b", "c")
		select {
		case <-wake:
		default:
			t.Fatal("not woken after the commit")
		}
		select {
		case <-other:
			t.Fatal("another workspace was woken")
		default:
		}
		stop()
		if n := hub.Listeners(ws); n != 0 {
			t.Errorf("Listeners = %d after stop", n)
		}
	})
}

func TestLog_TrimKeepsTheNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, l := dbtest.Workspace(t, db), event.New(event.NewHub())
		appendTo(t, db, ws, l, "a", "b", "c")
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			n, err := l.Trim(t.Context(), tx, dbtest.Start.Add(time.Hour))
			if n != 2 {
				t.Errorf("Trim removed %d, want 2", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		appendTo(t, db, ws, l, "d")
		var oldest, newest int64
		err = db.Read(t.Context(), ws, func(q wsdb.Query) error {
			oldest, newest, err = l.Range(context.WithoutCancel(t.Context()), q)
			return err
		})
		if err != nil || oldest != 3 || newest != 4 {
			t.Errorf("Range = %d, %d, %v, want 3, 4", oldest, newest, err)
		}
	})
}

func TestLog_Watch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws, l := dbtest.Workspace(t, db), event.New(event.NewHub())
		told := map[id.Workspace]int{}
		l.Watch(func(ws id.Workspace) { told[ws]++ }, event.ChannelChanged, event.WorkspaceChanged)
		undone := errors.New("undone")
		record := func(result error, kinds ...event.Kind) {
			err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
				facts := make([]event.Fact, len(kinds))
				for i, k := range kinds {
					facts[i] = event.Fact{Kind: k, Subject: "x"}
				}
				if len(kinds) == 1 {
					if err := l.Append(t.Context(), tx, kinds[0], "x", nil); err != nil {
						return err
					}
				} else if err := l.AppendAll(t.Context(), tx, facts); err != nil {
					return err
				}
				if told[ws] != 0 && result != nil {
					t.Error("told before the commit")
				}
				return result
			})
			if !errors.Is(err, result) {
				t.Fatal(err)
			}
		}
		record(undone, event.ChannelChanged)
		record(nil, event.BlastChanged)
		record(nil, event.BlastChanged, event.MessageChanged)
		if len(told) != 0 {
			t.Fatalf("told %v of nothing", told)
		}
		record(nil, event.ChannelChanged)
		record(nil, event.BlastChanged, event.WorkspaceChanged)
		if told[ws] != 2 {
			t.Fatalf("told %d times of 2", told[ws])
		}
	})
}
