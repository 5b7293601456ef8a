package transfer

import (
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// stalled is somebody who downloads and reads nothing.
type stalled struct {
	begun, gone chan struct{}
	once        sync.Once
}

func newStalled() *stalled {
	return &stalled{begun: make(chan struct{}), gone: make(chan struct{})}
}

// Write implements io.Writer.
func (s *stalled) Write([]byte) (int, error) {
	s.once.Do(func() { close(s.begun) })
	<-s.gone
	return 0, io.ErrClosedPipe
}

// Abort implements aborter.
func (s *stalled) Abort() { close(s.gone) }

// exports are the jobs of exports of a workspace, newest first.
func (b *bundle) exports(t *testing.T, ws id.Workspace) (all []job.Job) {
	t.Helper()
	err := b.db.Read(t.Context(), ws, func(q wsdb.Query) error {
		list, err := b.d.Jobs.List(t.Context(), q, page.Request{Limit: 100})
		for _, j := range list.Items {
			if j.Kind == jobExport {
				all = append(all, j)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A deletion that begins ends the export that runs, also towards somebody who does not read, and leaves no copy of its rows.
func TestExport_endsWhenADeletionBegins(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.shop(t)
		for name, export := range map[string]func(out io.Writer) error{
			"all": func(out io.Writer) error {
				_, err := b.Export(t.Context(), w, audit.Thing{}, out)
				return err
			},
			"one person": func(out io.Writer) error {
				_, err := b.ExportContact(t.Context(), w, id.From[contact.Contact](w.ID.Bytes()), audit.Thing{}, out)
				return err
			},
		} {
			out, ended := newStalled(), make(chan error)
			go func() { ended <- export(out) }()
			<-out.begun
			b.busy = true
			stopped := make(chan error)
			go func() { stopped <- b.Stop(t.Context(), w.ID) }()
			if err := <-ended; !errors.Is(err, ErrDeleting) {
				t.Errorf("%s: it ended with %v", name, err)
			}
			if err := <-stopped; err != nil {
				t.Errorf("%s: Stop = %v", name, err)
			}
			if err := export(io.Discard); !errors.Is(err, ErrDeleting) {
				t.Errorf("%s: another meanwhile: %v", name, err)
			}
			b.busy = false
			if err := export(io.Discard); err != nil {
				t.Errorf("%s: after that: %v", name, err)
			}
		}
		all := b.exports(t, w.ID)
		if len(all) != 2 || all[0].State != job.Done || all[0].Done != all[0].Total || all[0].Total == 0 ||
			all[1].State != job.Failed || all[1].ErrorCode != ErrDeleting.Code {
			t.Errorf("the jobs are %+v", all)
		}
	})
}

// People see how far an export is, and end it.
func TestExport_showsHowFarItIs(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	w := b.shop(t)
	out, ended := newStalled(), make(chan error)
	go func() {
		_, err := b.Export(t.Context(), w, audit.Thing{}, out)
		ended <- err
	}()
	<-out.begun
	var seen job.Job
	dbtest.Wait(t, "the export to say how far it is", func() bool {
		dbtest.Clock(t, b.db).Advance(tellEvery)
		seen = b.exports(t, w.ID)[0]
		return seen.Done > 0
	})
	if seen.State != job.Running || seen.Total != seen.Done+3 { // all rows, and none of the three files
		t.Errorf("it is %+v", seen)
	}
	if err := b.Tidy(t.Context(), w.ID); err != nil || b.exports(t, w.ID)[0].State != job.Running {
		t.Errorf("one that runs was ended, %v", err)
	}
	if err := b.db.Write(t.Context(), w.ID, func(tx *wsdb.Tx) error { return b.d.Jobs.Cancel(t.Context(), tx, seen.ID) }); err != nil {
		t.Fatal(err)
	}
	var err error
	dbtest.Wait(t, "the export to end", func() bool {
		dbtest.Clock(t, b.db).Advance(tellEvery)
		select {
		case err = <-ended:
			return true
		default:
			return false
		}
	})
	if last := b.exports(t, w.ID)[0]; !errors.Is(err, job.ErrCancelled) || last.State != job.Cancelled {
		t.Errorf("it ended with %v, and is %s", err, last.State)
	}
}

// An export that ended with its process does not seem to run for ever.
func TestTidy_endsWhatWasCutOff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ws := workspace.Workspace{ID: dbtest.Workspace(t, db)}
		if _, err := b.follow(t.Context(), ws.ID, audit.Thing{}, &progress{}, func(error) {}); err != nil { // the process ends here
			t.Fatal(err)
		}
		for range 2 {
			if err := b.Tidy(t.Context(), ws.ID); err != nil {
				t.Fatal(err)
			}
		}
		if all := b.exports(t, ws.ID); len(all) != 1 || all[0].State != job.Failed || all[0].ErrorCode != ErrCutOff.Code {
			t.Errorf("%+v", all)
		}
	})
}
