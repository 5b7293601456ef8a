package licence_test

import (
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestLicence_State(t *testing.T) {
	t.Parallel()
	now := dbtest.Start
	day := 24 * time.Hour
	tests := []struct {
		name     string
		licence  licence.Licence
		want     licence.State
		maySend  bool
		readOnly bool
		reason   string
	}{
		{"never ends", licence.Licence{}, licence.Active, true, false, ""},
		{"15 days left", licence.Licence{ExpiresAt: now.Add(15 * day)}, licence.Active, true, false, ""},
		{"14 days left", licence.Licence{ExpiresAt: now.Add(14 * day)}, licence.Expiring, true, false, ""},
		{"a moment left", licence.Licence{ExpiresAt: now.Add(time.Microsecond)}, licence.Expiring, true, false, ""},
		{"over", licence.Licence{ExpiresAt: now}, licence.Expired, false, true, licence.ReasonReadOnly},
		{"suspended", licence.Licence{SuspendedAt: now, SuspendReason: "unpaid"}, licence.Suspended, false, true, licence.ReasonSuspended},
		{"suspended and over", licence.Licence{SuspendedAt: now, ExpiresAt: now.Add(-day)}, licence.Suspended, false, true, licence.ReasonSuspended},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := tt.licence.Verdict(now)
			if v.State != tt.want || v.MaySend != tt.maySend || v.ReadOnly != tt.readOnly || v.Reason != tt.reason {
				t.Errorf("Verdict = %+v", v)
			}
		})
	}
}

func TestLicence_warnsThreeTimes(t *testing.T) {
	t.Parallel()
	now, day := dbtest.Start, 24*time.Hour
	for _, tt := range []struct {
		left          time.Duration
		days, warning int
	}{
		{15 * day, 15, 0},
		{14*day + 1, 15, 0},
		{14 * day, 14, 14},
		{7*day + time.Hour, 8, 14},
		{7 * day, 7, 7},
		{day + time.Hour, 2, 7},
		{day, 1, 1},
		{time.Minute, 1, 1},
		{0, 0, 0},
		{-day, 0, 0},
	} {
		v := licence.Licence{ExpiresAt: now.Add(tt.left)}.Verdict(now)
		if v.DaysLeft == nil || *v.DaysLeft != tt.days || v.Warning != tt.warning {
			t.Errorf("%v left: %v days, warning %d, want %d and %d", tt.left, v.DaysLeft, v.Warning, tt.days, tt.warning)
		}
	}
	if v := (licence.Licence{}).Verdict(now); v.DaysLeft != nil || v.Warning != 0 {
		t.Errorf("without an end: %+v", v)
	}
	if v := (licence.Licence{SuspendedAt: now, ExpiresAt: now.Add(day)}).Verdict(now); v.Warning != 0 {
		t.Errorf("suspended: %+v", v)
	}
}

func attach(t *testing.T, s *licence.Service, sys *sysdb.DB, l licence.ID, ws id.Workspace) error {
	t.Helper()
	return sys.Write(t.Context(), func(tx *sysdb.Tx) error { return s.Attach(t.Context(), tx, l, ws) })
}

func TestService_GateFollowsWithinASecond(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
		s := licence.New(licence.Deps{System: sys, Clock: clk})
		elsewhere := licence.New(licence.Deps{System: sys, Clock: clk})
		l, err := s.Create(t.Context(), "Warung Sari", dbtest.Start.Add(30*24*time.Hour), licence.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		ws := id.NewWorkspace()
		if v, err := s.Gate(t.Context(), id.NewWorkspace()); err != nil || v.MaySend || !v.ReadOnly {
			t.Errorf("Gate of a workspace without licence = %+v, %v", v, err)
		}
		if err := attach(t, s, sys, l.ID, ws); err != nil {
			t.Fatal(err)
		}
		if v, err := s.Gate(t.Context(), ws); err != nil || !v.MaySend {
			t.Fatalf("Gate = %+v, %v", v, err)
		}
		if err := elsewhere.Suspend(t.Context(), l.ID, "unpaid"); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Second)
		v, err := s.Gate(t.Context(), ws)
		if err != nil || v.MaySend || v.Reason != licence.ReasonSuspended || v.SuspendReason != "unpaid" {
			t.Errorf("Gate a second after the suspension by another process = %+v, %v", v, err)
		}
		if err := s.Resume(t.Context(), l.ID); err != nil {
			t.Fatal(err)
		}
		if v, _ := s.Gate(t.Context(), ws); !v.MaySend {
			t.Errorf("Gate right after Resume = %+v", v)
		}
		clk.Set(l.ExpiresAt)
		if v, _ := s.Gate(t.Context(), ws); v.State != licence.Expired || v.MaySend {
			t.Errorf("Gate at the end = %+v", v)
		}
		if err := s.Extend(t.Context(), l.ID, dbtest.Start); !errors.Is(err, licence.ErrExpiry) {
			t.Errorf("Extend backwards = %v", err)
		}
		if err := s.Extend(t.Context(), l.ID, l.ExpiresAt.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if v, _ := s.Gate(t.Context(), ws); v.State != licence.Expiring || !v.MaySend {
			t.Errorf("Gate after Extend = %+v", v)
		}
	})
}

func TestService_Limits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		sys := dbtest.System(t, db)
		s := licence.New(licence.Deps{System: sys, Clock: dbtest.Clock(t, db)})
		l, err := s.Create(t.Context(), "Toko Budi", time.Time{}, licence.Limits{Workspaces: 1, Members: 2})
		if err != nil {
			t.Fatal(err)
		}
		if err := attach(t, s, sys, l.ID, id.NewWorkspace()); err != nil {
			t.Fatal(err)
		}
		if err := attach(t, s, sys, l.ID, id.NewWorkspace()); !errors.Is(err, licence.ErrWorkspace) {
			t.Errorf("second workspace = %v, want ErrWorkspace", err)
		}
		if err := l.Limits.AllowMember(1); err != nil {
			t.Errorf("second member = %v", err)
		}
		if err := l.Limits.AllowMember(2); !errors.Is(err, licence.ErrMembers) {
			t.Errorf("third member = %v, want ErrMembers", err)
		}
		if err := l.Limits.AllowChannel(1000); err != nil {
			t.Errorf("unlimited channels = %v", err)
		}
		if err := s.Suspend(t.Context(), id.New[licence.Licence](), ""); !errors.Is(err, licence.ErrNotFound) {
			t.Errorf("Suspend of an unknown licence = %v", err)
		}
	})
}
