package outbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// idOf is the id of a send that was added at a moment.
func idOf(t testing.TB, at time.Time, n int) ID {
	t.Helper()
	made, err := id.Parse[Send](idAt(at)[:24] + fmt.Sprintf("%012x", n))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// someSends puts sends of every kind into the ledger, one each ten minutes.
func someSends(t *testing.T, b *bundle, n int) []Send {
	t.Helper()
	other := id.New[channel.Channel]()
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]Send, n)
	err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		for i := range all {
			m := Send{Request: b.request(Lane(random.IntN(5))), State: States[1+random.IntN(len(States)-1)]}
			m.CreatedAt = dbtest.Start.Add(time.Duration(i) * 10 * time.Minute)
			m.ID = idOf(t, m.CreatedAt, i+1)
			m.To.Phone = fmt.Sprintf("+62812%07d", random.IntN(40)*10_001)
			if random.IntN(4) == 0 {
				m.Channel = other
			}
			m.Key = ""
			all[i] = m
		}
		if err := b.store.insert(t.Context(), tx, all); err != nil {
			return err
		}
		for _, m := range all {
			if _, err := tx.Exec(t.Context(), `UPDATE send SET state = $2 WHERE id = $1`, m.ID, m.State); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// passes is what a filter means, without a database.
func (f Filter) passes(m *Send) bool {
	return (f.State == "" || m.State == f.State) && (f.Lane == nil || m.Lane == *f.Lane) &&
		(f.Channel.IsZero() || m.Channel == f.Channel) && (f.From.IsZero() || !m.CreatedAt.Before(f.From)) &&
		(f.To.IsZero() || m.CreatedAt.Before(f.To)) && strings.HasSuffix(m.To.Phone, f.Number)
}

func TestService_List_filters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		all := someSends(t, b, 600)
		random := rand.New(rand.NewPCG(3, 4))
		found := 0
		for range 150 {
			f := Filter{Limit: 7}
			if random.IntN(2) == 0 {
				f.State = []State{StateHeld, StateFailed, StateUnknown, StateSkipped}[random.IntN(4)]
			}
			if random.IntN(3) == 0 {
				f.Lane = new(Lane(random.IntN(5)))
			}
			if random.IntN(3) == 0 {
				f.Channel = all[random.IntN(len(all))].Channel
			}
			if random.IntN(3) == 0 {
				f.From = all[random.IntN(len(all))].CreatedAt
			}
			if random.IntN(3) == 0 {
				f.To = all[random.IntN(len(all))].CreatedAt
			}
			if random.IntN(3) == 0 {
				digits := all[random.IntN(len(all))].To.Digits()
				f.Number = digits[random.IntN(len(digits)-3):]
			}
			var want, got []ID
			for _, m := range slices.Backward(all) {
				if f.passes(&m) {
					want = append(want, m.ID)
				}
			}
			for {
				var part []Send
				err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
					part, err = b.List(t.Context(), q, f)
					return err
				})
				if err != nil {
					t.Fatalf("List(%+v) = %v", f, err)
				}
				for _, m := range part {
					got = append(got, m.ID)
				}
				if len(part) < f.Limit {
					break
				}
				f.After = part[len(part)-1].ID
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%+v finds %d sends, want %d", f, len(got), len(want))
			}
			found += len(want)
		}
		if found == 0 {
			t.Fatal("no filter found anything")
		}
	})
}

func TestFilter_refuses(t *testing.T) {
	t.Parallel()
	for f, want := range map[*Filter]error{
		{State: StateSent}:             ErrStateUnusable,
		{State: "else"}:                ErrStateUnusable,
		{Number: "123"}:                ErrNumberUnusable,
		{Number: "12a4"}:               ErrNumberUnusable,
		{Number: "1234567890123456"}:   ErrNumberUnusable,
		{Number: "1234", State: "odd"}: ErrStateUnusable,
	} {
		if _, _, err := f.query(); !errors.Is(err, want) {
			t.Errorf("%+v = %v, want %v", f, err, want)
		}
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"0812-3456-7890": "6281234567890", "+62 812 3456 7890": "6281234567890", "6281234567890": "6281234567890",
		"7890": "7890", "…7890": "7890", "0000": "0000", "Siti": "", "": "",
	} {
		if got := Ending(typed, "62"); got != want {
			t.Errorf("Ending(%q) = %q, want %q", typed, got, want)
		}
	}
}

// What is looked for in a long log is found along an index, never by reading all of it.
func TestFilter_query_usesIndexes(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	for _, tt := range []struct {
		index string
		f     Filter
	}{
		{"send_number", Filter{Number: "7890"}}, {"send_skipped", Filter{State: StateSkipped}}, {"send_trouble", Filter{State: StateFailed}},
		{"send_single", Filter{Lane: new(Human)}}, {"send_channel", Filter{Channel: b.around.channel.ID}}, {"(id<?)", Filter{}},
		{"(id>? AND id<?)", Filter{From: dbtest.Start, To: dbtest.Start.Add(time.Hour)}},
	} {
		text, args, err := tt.f.query()
		if err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(dbtest.Plan(t, b.db, b.ws, text, args...), "\n")
		if !strings.Contains(plan, tt.index) || strings.Contains(plan, "SCAN send") || (tt.f.Number == "" && strings.Contains(plan, "TEMP B-TREE")) {
			t.Errorf("%s: %s", tt.index, plan)
		}
	}
}

// The dispatcher goes on reading along its own small indexes, not along those of the log.
func TestStore_plansOfTheDispatcher(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	const of = `SELECT id, reason FROM send WHERE channel_id = $1 AND `
	for text, index := range map[string]string{
		of + `state = 'queued' AND lane >= 0 AND lane <= 4 ORDER BY lane, id LIMIT 5`: "send_queued",
		of + `state = 'held' AND held_until <= 5 ORDER BY held_until LIMIT 5`:         "send_held",
		of + `state = 'held' AND reason = 'stop_all' LIMIT 5`:                         "send_held",
		of + `state = 'sending'`: "send_sending",
	} {
		if plan := strings.Join(dbtest.Plan(t, b.db, b.ws, text, b.around.channel.ID), "\n"); !strings.Contains(plan, index) {
			t.Errorf("%s: %s", text, plan)
		}
	}
}

func TestIDAt_sortsWithIDs(t *testing.T) {
	t.Parallel()
	at := clock.System{}.Now()
	m := id.New[Send]().String()
	if idAt(at.Add(-time.Second)) >= m || idAt(at.Add(time.Second)) <= m {
		t.Errorf("%s is not around %s", m, at)
	}
}
