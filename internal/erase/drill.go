package erase

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ErrDrill is returned to who asked for a drill that did not pass.
var ErrDrill = fault.New(fault.Unavailable, "erasure.drill_failed", "The rehearsed deletion was not as it should be.")

// Drill is a rehearsal: made-up workspaces that nobody sees are filled, deleted, verified and certified by what does so with real ones.
type Drill struct {
	ID     id.ID[Drill] `json:"-"`
	Began  time.Time    `json:"-"`
	Ended  time.Time    `json:"-"`
	Passed bool         `json:"-"`
	Reason string       `json:"reason,omitempty"` // what was not as it should be
	Lines  []DrillLine  `json:"lines"`
}

// DrillLine is one deletion of a drill.
type DrillLine struct {
	Scope   string        `json:"scope"`            // parts, whole
	Gone    int64         `json:"gone"`             // rows
	Values  int           `json:"values"`           // searched for afterwards
	Control int           `json:"control"`          // of them found before
	Caught  string        `json:"caught,omitempty"` // what the verification said while a step was left out on purpose
	Left    int64         `json:"left"`             // found afterwards
	Bytes   int64         `json:"bytes"`            // read for it
	Took    time.Duration `json:"took"`
	Holds   bool          `json:"holds"` // the certificate does, and one with a changed bit does not
}

// Reasons why a drill did not pass, besides what a verification found.
const (
	drillBlind    = "blind"       // the verification passed although a step was left out
	drillUnproven = "unproven"    // it found something
	drillControl  = "control"     // the search did not find before what it was to find
	drillPaper    = "certificate" // it does not hold, or a changed one does
	drillBroken   = "broken"      // something failed on the way
)

// still is what is around a workspace that nobody uses.
type still struct{}

func (still) Freeze(context.Context, id.Workspace, Scope) (bool, error)                { return false, nil }
func (still) Thaw(context.Context, id.Workspace) error                                 { return nil }
func (still) Resume(id.Workspace)                                                      {}
func (still) Revoke(context.Context, id.Workspace, Scope) ([]Outcome, error)           { return nil, nil }
func (still) Settle(context.Context, id.Workspace) error                               { return nil }
func (still) ForgetPerson(context.Context, *wsdb.Tx, channel.Address, time.Time) error { return nil }
func (still) ForgetChannel(context.Context, *wsdb.Tx, channel.ID, time.Time) error {
	return nil
}

// Drill rehearses a deletion and keeps what it came to. Real deletions wait for its end, and it for theirs. What went wrong on the way is told
// as an error and kept as well.
func (s *Service) Drill(ctx context.Context) (d Drill, err error) {
	s.carrying.Lock()
	defer s.carrying.Unlock()
	if err := s.clearDrills(ctx); err != nil {
		return d, err
	}
	d = Drill{ID: id.New[Drill](), Began: s.d.Clock.Now(), Lines: []DrillLine{}}
	made := []id.Workspace{id.NewWorkspace(), id.NewWorkspace()}
	if err := s.keepDrill(ctx, &d, made); err != nil {
		return d, err
	}
	if err = s.rehearse(ctx, &d, made); err != nil && d.Reason == "" {
		d.Reason = drillBroken
		if f, ok := fault.Of(err); ok {
			d.Reason = f.Code
		}
	}
	d.Passed, d.Ended = err == nil && d.Reason == "", s.d.Clock.Now()
	end := context.WithoutCancel(ctx)
	return d, errors.Join(err, s.removeDrill(end, made), s.keepDrill(end, &d, nil))
}

// rehearse deletes parts of one workspace, with a step left out first, and the whole of another.
func (s *Service) rehearse(ctx context.Context, d *Drill, made []id.Workspace) error {
	deps := s.d
	deps.Around, deps.Arrivals, deps.Mail, deps.Told, deps.Tell = still{}, still{}, nil, nil, nil
	deps.Backups = nil                               // no copy of it is waited for
	deps.Log = slog.New(slog.DiscardHandler)         // a step is left out on purpose
	deps.Version = cmp.Or(deps.Version, "rehearsal") // at the command line nobody knows it, and nobody is given the certificate
	own := New(deps)
	for i, scope := range []Scope{{Categories: Erasable()}, {Whole: true}} {
		if err := own.d.DB.Create(ctx, made[i]); err != nil {
			return err
		}
		if err := own.fill(ctx, made[i]); err != nil {
			return err
		}
		line, reason, err := own.practise(ctx, made[i], scope)
		d.Lines = append(d.Lines, line)
		if d.Reason = reason; err != nil || reason != "" {
			return err
		}
	}
	return nil
}

// practise carries one deletion out and says why it is not as it should be.
func (s *Service) practise(ctx context.Context, ws id.Workspace, scope Scope) (line DrillLine, reason string, err error) {
	began := clock.System{}.Now()
	line.Scope = "parts"
	if scope.Whole {
		line.Scope = "whole"
	}
	r, err := s.askDrill(ctx, ws, scope)
	if err != nil {
		return line, "", err
	}
	if !scope.Whole {
		s.skip = func(step string) bool { return step == "storage" }
		if err := s.carry(ctx, &r); err != nil {
			return line, "", err
		}
		if line.Caught = r.Reason; r.State != Unproven {
			return line, drillBlind, nil
		}
		s.skip = nil
	}
	if err := s.carry(ctx, &r); err != nil {
		return line, "", err
	}
	for _, l := range r.Report.Lines {
		line.Gone += l.Rows
	}
	for _, c := range r.Report.Checks {
		line.Left += c.Found
	}
	line.Values, line.Control, line.Bytes = r.Report.Scan.Values, r.Report.Control, r.Report.Scan.Bytes
	line.Took = clock.System{}.Now().Sub(began)
	line.Holds = s.holds(r.Document)
	switch {
	case r.State != Complete || line.Left > 0:
		return line, drillUnproven, nil
	case line.Values == 0 || line.Control*10 < line.Values*9: // some lie over the border of two blocks
		return line, drillControl, nil
	case !line.Holds:
		return line, drillPaper, nil
	}
	return line, "", nil
}

// holds checks a certificate as anybody can who has the public key, and that a changed bit is seen.
func (s *Service) holds(doc []byte) bool {
	key, ok := s.d.System.SigningKey().Public().(ed25519.PublicKey)
	if _, err := certificate.VerifyWith(doc, key); !ok || err != nil {
		return false
	}
	changed := slices.Clone(doc)
	changed[len(changed)/2] ^= 1
	_, err := certificate.VerifyWith(changed, key)
	return err != nil
}

// askDrill stores a request that nobody sees and that is carried out by who asks.
func (s *Service) askDrill(ctx context.Context, ws id.Workspace, scope Scope) (Request, error) {
	plan, err := s.Preview(ctx, ws, scope)
	if err != nil {
		return Request{}, err
	}
	r := Request{Workspace: ws, Way: ByDrill, Scope: scope}
	err = s.put(ctx, &r, "", func(tx *sysdb.Tx) error {
		r.Plan, r.GraceTill = plan, tx.Now()
		return move(ctx, tx, &r, "", "", Received, Acknowledged, Verified, Planned, Approved, Grace)
	})
	return r, err
}

const (
	putDrill = `INSERT INTO erasure_drill (id, workspaces, began_at, ended_at, passed, report) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET workspaces = excluded.workspaces, ended_at = excluded.ended_at, passed = excluded.passed, report = excluded.report`
	lastDrill  = `SELECT began_at, ended_at, passed, report FROM erasure_drill WHERE ended_at > 0 ORDER BY began_at DESC LIMIT 1`
	openDrills = `SELECT workspaces FROM erasure_drill WHERE workspaces <> '[]'`
)

func (s *Service) keepDrill(ctx context.Context, d *Drill, made []id.Workspace) error {
	list, err := json.Marshal(slices.Concat([]id.Workspace{}, made))
	if err != nil {
		return err
	}
	report, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if len(made) == 0 {
		list = []byte("[]")
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, putDrill, d.ID, string(list), clock.Micros(d.Began), clock.Micros(d.Ended), d.Passed, string(report))
		return err
	})
}

// LastDrill is the drill that ended last; false if there was none.
func (s *Service) LastDrill(ctx context.Context) (d Drill, was bool, err error) {
	err = s.d.System.Read(ctx, func(q sysdb.Query) error {
		rows, err := q.Query(ctx, lastDrill)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var began, ended int64
			var report string
			if err := rows.Scan(&began, &ended, &d.Passed, &report); err != nil {
				return err
			}
			d.Began, d.Ended, was = clock.Time(began), clock.Time(ended), true
			if err := json.Unmarshal([]byte(report), &d); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return d, was, err
}

// clearDrills removes what drills have left that a crash cut off. Whoever calls it holds carrying.
func (s *Service) clearDrills(ctx context.Context) error {
	var lists []string
	err := s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		lists, err = texts(ctx, q, openDrills)
		return err
	})
	for _, list := range lists {
		var made []id.Workspace
		if bad := json.Unmarshal([]byte(list), &made); bad != nil {
			return errors.Join(err, bad)
		}
		err = errors.Join(err, s.removeDrill(ctx, made))
	}
	if err != nil || len(lists) == 0 {
		return err
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE erasure_drill SET workspaces = '[]'`)
		return err
	})
}

// removeDrill leaves nothing of workspaces that were made for a drill but what it came to, and the lines of the ledger.
func (s *Service) removeDrill(ctx context.Context, made []id.Workspace) error {
	for _, ws := range made {
		err := s.d.Blobs.List(ctx, library.Prefix(ws), func(key string, _ int64) error { return s.d.Blobs.Delete(ctx, key) })
		if err == nil {
			err = s.d.Blobs.Prune(library.Prefix(ws))
		}
		if err == nil {
			_, err = s.d.DB.Erase(ctx, ws)
		}
		if unlessGone(err) != nil {
			return fmt.Errorf("remove a drill: %w", err)
		}
	}
	return s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		for _, text := range []string{
			`DELETE FROM erasure_step WHERE request_id IN (SELECT id FROM erasure_request WHERE way = 'drill')`,
			`DELETE FROM erasure_request WHERE way = 'drill'`,
		} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		for _, ws := range made {
			if _, err := tx.Exec(ctx, `DELETE FROM workspace_place WHERE workspace_id = $1`, ws); err != nil {
				return err
			}
		}
		return nil
	})
}
