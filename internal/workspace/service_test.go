package workspace_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type bundle struct {
	*workspace.Service
	db    *wsdb.DB
	owner workspace.UserID
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	s := workspace.New(workspace.Deps{
		System: dbtest.System(t, db), DB: db, Clock: dbtest.Clock(t, db), Events: event.New(event.NewHub()),
	})
	return &bundle{Service: s, db: db, owner: id.New[workspace.Person]()}
}

func (b *bundle) create(t *testing.T, slug string) workspace.Workspace {
	t.Helper()
	w, err := b.Create(t.Context(), workspace.NewWorkspace{Slug: slug, Name: "Warung Sari", Owner: b.owner})
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return w
}

func (b *bundle) settings(t *testing.T, ws id.Workspace) (s workspace.Settings, stop workspace.StopAll) {
	t.Helper()
	err := b.db.Read(t.Context(), ws, func(q wsdb.Query) error {
		var err error
		if s, err = b.Settings(t.Context(), q); err != nil {
			return err
		}
		stop, err = b.Stopped(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatalf("settings: %v", err)
	}
	return s, stop
}

func TestService_CreateAndFind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.create(t, "warung-sari")
		find := func(ref string, user workspace.UserID) (m workspace.Membership, err error) {
			readErr := dbtest.System(t, db).Read(t.Context(), func(q sysdb.Query) error {
				m, err = b.Find(t.Context(), q, ref, user)
				return nil
			})
			if readErr != nil {
				t.Fatal(readErr)
			}
			return m, err
		}
		for _, ref := range []string{w.ID.String(), "warung-sari"} {
			m, err := find(ref, b.owner)
			if err != nil || m.Workspace != w || m.Member.Role != workspace.Owner || !m.Member.CanSend {
				t.Errorf("Find(%s) = %+v, %v", ref, m, err)
			}
			if _, err := find(ref, id.New[workspace.Person]()); !errors.Is(err, workspace.ErrNotFound) {
				t.Errorf("Find(%s) by a stranger = %v, want ErrNotFound", ref, err)
			}
		}
		for _, ref := range []string{"", "nowhere", id.NewWorkspace().String(), "a\x00b", strings.Repeat("a", 5000), "../warung-sari"} {
			if _, err := find(ref, b.owner); !errors.Is(err, workspace.ErrNotFound) {
				t.Errorf("Find(%.20q) = %v, want ErrNotFound", ref, err)
			}
		}
		if s, stop := b.settings(t, w.ID); s.Name != "Warung Sari" || s.TimeZone != "Asia/Jakarta" || s.CountryPrefix != "62" || stop.On {
			t.Errorf("settings of a new workspace = %+v, %+v", s, stop)
		}
		_, err := b.Create(t.Context(), workspace.NewWorkspace{Slug: "warung-sari", Name: "Other"})
		if !errors.Is(err, workspace.ErrSlugTaken) {
			t.Errorf("second Create = %v, want ErrSlugTaken", err)
		}
	})
}

func TestService_CreateGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		admitted := 0
		n := workspace.NewWorkspace{Slug: "toko", Name: "Toko", Owner: b.owner, Admit: func(_ context.Context, tx *sysdb.Tx, _ id.Workspace) error {
			admitted++
			tx.AfterCommit(cancel) // what follows the registration does not happen
			return nil
		}}
		if _, err := b.Create(ctx, n); err == nil {
			t.Fatal("Create did not fail")
		}
		if _, err := b.BySlug(t.Context(), "toko"); !errors.Is(err, workspace.ErrNotFound) {
			t.Fatalf("a half-made workspace is visible: %v", err)
		}
		w, err := b.Create(t.Context(), n)
		if err != nil || admitted != 1 {
			t.Fatalf("Create again = %v, admitted %d times", err, admitted)
		}
		if all, err := b.All(t.Context()); err != nil || len(all) != 1 || all[0] != w {
			t.Errorf("All = %+v, %v", all, err)
		}
	})
}

func TestService_SetSettings(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.create(t, "toko")
		want := workspace.Settings{
			Name: "Toko Budi", TimeZone: "Asia/Makassar", Language: "en", CountryPrefix: "60", QuietFrom: 22 * 60, QuietUntil: 6 * 60,
			QuietFor: []string{"promo"}, OptOutWords: []string{"stop", "cukup sudah"},
			FrequencyCap: workspace.FrequencyCap{Count: 3, Days: 7}, CapPerMinute: 1, CapPerHour: 2, CapPerDay: 3, MissedScheduleGrace: 5, DeliveryLogDays: 30,
		}
		_, err := b.SetSettings(t.Context(), w.ID, b.owner, func(s *workspace.Settings) error {
			*s = want
			s.OptOutWords = []string{"STOP", " Cukup   sudah ", "stop"}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := b.settings(t, w.ID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		if again, err := b.Get(t.Context(), w.ID); err != nil || again.Name != "Toko Budi" {
			t.Errorf("registry = %+v, %v", again, err)
		}
		_, err = b.SetSettings(t.Context(), w.ID, b.owner, func(s *workspace.Settings) error {
			s.Name, s.TimeZone, s.FrequencyCap, s.QuietFrom = "", "Asia/Nowhere", workspace.FrequencyCap{Count: 1}, 1440
			return nil
		})
		f, ok := fault.Of(err)
		if !ok || f.Code != "workspace.settings_invalid" || len(f.Fields) != 4 {
			t.Errorf("SetSettings with four mistakes = %+v", err)
		}
		if same, _ := b.settings(t, w.ID); !cmp.Equal(same, want) {
			t.Error("refused settings were stored")
		}
	})
}

func TestService_StopAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.create(t, "toko")
		var told []bool
		b.Subscribe(func(ws id.Workspace, on bool) {
			if ws == w.ID {
				told = append(told, on)
			}
		})
		got, err := b.SetStopAll(t.Context(), w.ID, true, b.owner)
		if err != nil || !got.On || got.By != b.owner || !got.Since.Equal(dbtest.Start) {
			t.Fatalf("SetStopAll = %+v, %v", got, err)
		}
		dbtest.Clock(t, db).Advance(time.Hour)
		if _, err := b.SetStopAll(t.Context(), w.ID, true, id.New[workspace.Person]()); err != nil {
			t.Fatal(err)
		}
		if _, stop := b.settings(t, w.ID); stop != got {
			t.Errorf("turning it on again changed %+v to %+v", got, stop)
		}
		if _, err := b.SetSettings(t.Context(), w.ID, b.owner, func(s *workspace.Settings) error { s.Language = "en"; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, stop := b.settings(t, w.ID); !stop.On {
			t.Error("saving settings turned the switch off")
		}
		if _, err := b.SetStopAll(t.Context(), w.ID, false, b.owner); err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(told, []bool{true, false}) {
			t.Errorf("told %v, want on, off", told)
		}
		if jobs := dbtest.Jobs(t, db, w.ID); len(jobs) != 3 {
			t.Errorf("%d audit jobs, want 3: on, settings, off", len(jobs))
		}
	})
}

func TestService_Members(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.create(t, "toko")
		agent := id.New[workspace.Person]()
		m := workspace.Member{User: agent, Role: workspace.Agent}
		errFull := errors.New("full")
		err := b.AddMember(t.Context(), w.ID, m, b.owner, func(context.Context, *sysdb.Tx, int) error { return errFull })
		if !errors.Is(err, errFull) {
			t.Fatalf("AddMember = %v, want what admit said", err)
		}
		if err := b.AddMember(t.Context(), w.ID, m, b.owner, nil); err != nil {
			t.Fatal(err)
		}
		if err := b.AddMember(t.Context(), w.ID, m, b.owner, nil); !errors.Is(err, workspace.ErrAlready) {
			t.Errorf("AddMember again = %v", err)
		}
		if err := b.RemoveMember(t.Context(), w.ID, b.owner, b.owner); !errors.Is(err, workspace.ErrLastOwner) {
			t.Errorf("RemoveMember of the last owner = %v", err)
		}
		if _, err := b.ChangeMember(t.Context(), w.ID, b.owner, to(workspace.Viewer, false), b.owner); !errors.Is(err, workspace.ErrLastOwner) {
			t.Errorf("ChangeMember of the last owner = %v", err)
		}
		if _, err := b.ChangeMember(t.Context(), w.ID, agent, to(workspace.Owner, true), b.owner); err != nil {
			t.Fatal(err)
		}
		if err := b.RemoveMember(t.Context(), w.ID, b.owner, agent); err != nil {
			t.Errorf("RemoveMember of one of two owners = %v", err)
		}
		if _, err := b.Role(t.Context(), b.owner, w.ID); !errors.Is(err, workspace.ErrNotMember) {
			t.Errorf("Role after removal = %v", err)
		}
		if err := b.AddMember(t.Context(), id.NewWorkspace(), m, b.owner, nil); !errors.Is(err, workspace.ErrNotFound) {
			t.Errorf("AddMember to nowhere = %v", err)
		}
	})
}

func to(role workspace.Role, canSend bool) workspace.MemberChange {
	return workspace.MemberChange{Role: &role, CanSend: &canSend}
}

// TestService_whoMayChangeWhom: the rules hold with what actor and member are when the change is made, not when it was asked for.
func TestService_whoMayChangeWhom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		w := b.create(t, "toko")
		people := map[string]workspace.UserID{"owner": b.owner}
		for name, role := range map[string]workspace.Role{"owner2": workspace.Owner, "admin": workspace.Admin, "admin2": workspace.Admin, "agent": workspace.Agent} {
			people[name] = id.New[workspace.Person]()
			if err := b.AddMember(t.Context(), w.ID, workspace.Member{User: people[name], Role: role}, b.owner, nil); err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range []struct {
			name, who, whom string
			change          workspace.MemberChange
			want            error
		}{
			{"an admin demotes an owner", "admin", "owner2", to(workspace.Viewer, false), workspace.ErrOwnerOnly},
			{"an admin makes an owner", "admin", "agent", to(workspace.Owner, false), workspace.ErrOwnerOnly},
			{"an admin becomes owner", "admin", "admin", to(workspace.Owner, false), workspace.ErrOwnerOnly},
			{"an admin lets themselves send", "admin", "admin", to(workspace.Admin, true), workspace.ErrOwnRights},
			{"an agent raises themselves", "agent", "agent", to(workspace.Admin, true), workspace.ErrRightMissing},
			{"a stranger", "nobody", "agent", to(workspace.Admin, true), workspace.ErrRightMissing},
			{"an unknown role", "owner", "agent", to("boss", true), workspace.ErrRole},
			{"nobody", "owner", "nobody", to(workspace.Agent, true), workspace.ErrNotMember},
			{"an admin lets another send", "admin", "agent", to(workspace.Agent, true), nil},
			{"an admin changes an admin", "admin", "admin2", to(workspace.Agent, true), nil},
			{"who was demoted a moment ago", "admin2", "agent", to(workspace.Viewer, false), workspace.ErrRightMissing},
			{"an owner lets themselves send", "owner2", "owner2", to(workspace.Owner, true), nil},
			{"an owner steps down", "owner2", "owner2", to(workspace.Admin, true), nil},
			{"and up again", "owner2", "owner2", to(workspace.Owner, true), workspace.ErrOwnerOnly},
		} {
			who, ok := people[tt.who]
			if !ok {
				who = id.New[workspace.Person]()
			}
			whom, ok := people[tt.whom]
			if !ok {
				whom = id.New[workspace.Person]()
			}
			got, err := b.ChangeMember(t.Context(), w.ID, whom, tt.change, who)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
			if err == nil && (got.Role != *tt.change.Role || got.CanSend != *tt.change.CanSend) {
				t.Errorf("%s: %+v", tt.name, got)
			}
		}
		if err := b.RemoveMember(t.Context(), w.ID, b.owner, b.owner); !errors.Is(err, workspace.ErrLastOwner) {
			t.Errorf("the last owner: %v", err)
		}
		if err := b.RemoveMember(t.Context(), w.ID, people["admin"], people["admin2"]); !errors.Is(err, workspace.ErrRightMissing) {
			t.Errorf("removal by an agent: %v", err)
		}
		if err := b.RemoveMember(t.Context(), w.ID, people["owner2"], people["admin"]); err != nil {
			t.Errorf("removal of an admin by an admin: %v", err)
		}
	})
}
