package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// fewest is how many a total counts at least that outlives the rows it was counted from: behind a smaller one somebody could be seen who knows
// a little. What is smaller joins its month; a month that is smaller is forgotten.
const fewest = 10

// Days and months of totals that were thinned are those of Jakarta; their totals stand at noon, so that other zones see them on the same day.
const (
	zoneShift = 7 * time.Hour
	noonOf    = 12 * time.Hour
)

// longestWaits are the waits that thinned answers are told by, in seconds: each stands for those that are not longer.
var longestWaits = []int64{60, 300, 900, 3600, 4 * 3600, 86_400, 7 * 86_400}

// kind is one table of totals: what tells its rows apart besides the quarter, what they count, and by what it is judged how many they are.
type kind struct {
	table    string
	keys     []string
	counters []string
	judged   int // counter; below zero the states of sends together are
}

func kinds() []kind {
	return []kind{
		{"report_send", []string{"channel_id", "lane"}, columns, -1},
		{"report_answer", []string{"channel_id", "actor", "seconds"}, []string{"answers"}, 0},
		{"report_work", []string{"channel_id", "actor"}, []string{"messages", "conversations"}, 1},
		{"report_stop", nil, []string{"stops"}, 0},
	}
}

// bucket is one total: what it is of, and how many.
type bucket struct {
	at     int64
	keys   []any
	counts []int64
}

func (k kind) size(b *bucket) (n int64) {
	if k.judged >= 0 {
		return b.counts[k.judged]
	}
	for _, c := range b.counts[:len(b.counts)-1] { // each message is in one state; replies are counted besides
		n += c
	}
	return n
}

// finished says whether a total is as Thin leaves them.
func (k kind) finished(b *bucket) bool {
	for i, name := range k.keys {
		if name == "seconds" && !slices.Contains(longestWaits, b.keys[i].(int64)) {
			return false
		}
	}
	return b.at == noonAt(dayOf(b.at)) && k.size(b) >= fewest
}

// place names where in the ledger stands what a total counts: the quarter, the channel and the lane; what colleagues did is in theirs.
func (k kind) place(b *bucket) string {
	if k.table == "report_send" {
		return fmt.Sprint(b.at, b.keys[0], b.keys[1])
	}
	return fmt.Sprint(b.at, b.keys[0], int64(outbox.Human))
}

// Thin leaves of what has outlived the delivery log only totals of ten and more, whole months at a time. It may be repeated.
func (s *Service) Thin(ctx context.Context, tx *wsdb.Tx) error {
	until, err := s.thinned(ctx, tx)
	for _, k := range kinds() {
		if err == nil {
			err = s.thin(ctx, tx, k, clock.Micros(until), func(*bucket) bool { return true })
		}
	}
	return err
}

// thinned is until when totals are thinned by their age.
func (s *Service) thinned(ctx context.Context, q wsdb.Query) (time.Time, error) {
	set, err := s.d.Settings.Settings(ctx, q)
	if err != nil {
		return time.Time{}, err
	}
	return clock.Time(monthOf(clock.Micros(s.d.Clock.Now().AddDate(0, 0, -set.DeliveryLogDays)))), nil
}

const placesOf = `SELECT DISTINCT created_at / 900000000 * 900000000, channel_id, lane FROM send`

// ThinGone does so at once with totals of which the ledger has nothing any more, as after a deletion; stops says whether those of people who
// said stop are among them. The ledger is read before others have to wait, and then what has come since.
func (s *Service) ThinGone(ctx context.Context, ws id.Workspace, stops bool) error {
	there, last := map[string]bool{}, noMessage
	read := func(q wsdb.Query, text string, args ...any) error {
		return s.store.rows(ctx, q, func(scan func(...any) error) error {
			var at int64
			var ch, lane any
			err := scan(&at, &ch, &lane)
			there[fmt.Sprint(at, ch, lane)] = true
			return err
		}, text, args...)
	}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		err := q.QueryRow(ctx, `SELECT id FROM send ORDER BY id DESC LIMIT 1`).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return read(q, placesOf)
	})
	if err != nil {
		return err
	}
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		err := read(tx, placesOf+` WHERE id > $1`, last)
		for _, k := range kinds() {
			gone := func(b *bucket) bool { return !there[k.place(b)] }
			if len(k.keys) == 0 {
				gone = func(*bucket) bool { return stops }
			}
			if err == nil {
				err = s.thin(ctx, tx, k, math.MaxInt64, gone)
			}
		}
		return err
	})
}

// thin folds the totals of a kind that are meant, all from before a moment. Those that are as they should be are left where they stand.
func (s *Service) thin(ctx context.Context, tx *wsdb.Tx, k kind, before int64, meant func(b *bucket) bool) error {
	list, err := s.buckets(ctx, tx, k, before)
	list = slices.DeleteFunc(list, func(b bucket) bool { return !meant(&b) })
	if err != nil || !slices.ContainsFunc(list, func(b bucket) bool { return !k.finished(&b) }) {
		return err
	}
	gone := map[string][]any{}
	for i := range list {
		args := list[i].args()
		gone[fmt.Sprint(args)] = args
	}
	var made [][]any
	for _, b := range k.fold(list) {
		args := b.args()
		if name := fmt.Sprint(args); gone[name] != nil {
			delete(gone, name)
		} else {
			made = append(made, args)
		}
	}
	for _, args := range gone {
		if _, err := tx.Exec(ctx, k.remove(), args[:1+len(k.keys)]...); err != nil {
			return fmt.Errorf("thin totals: %w", err)
		}
	}
	for _, args := range made {
		if _, err := tx.Exec(ctx, k.put(), args...); err != nil {
			return fmt.Errorf("thin totals: %w", err)
		}
	}
	return nil
}

func (s *Service) buckets(ctx context.Context, q wsdb.Query, k kind, before int64) (list []bucket, err error) {
	names := slices.Concat([]string{"quarter_at"}, k.keys, k.counters)
	err = s.store.rows(ctx, q, func(scan func(...any) error) error {
		b := bucket{keys: make([]any, len(k.keys)), counts: make([]int64, len(k.counters))}
		into := []any{&b.at}
		for i := range b.keys {
			into = append(into, &b.keys[i])
		}
		for i := range b.counts {
			into = append(into, &b.counts[i])
		}
		err := scan(into...)
		list = append(list, b)
		return err
	}, `SELECT `+strings.Join(names, ", ")+` FROM `+k.table+` WHERE quarter_at < $1`, before)
	return list, err
}

// fold brings totals to days, those that are too small to their month, and forgets what is too small then.
func (k kind) fold(list []bucket) []bucket {
	for i := range list {
		b := &list[i]
		b.at = noonAt(dayOf(b.at))
		for j, name := range k.keys {
			if name == "seconds" {
				b.keys[j] = waitOf(b.keys[j].(int64))
			}
		}
	}
	days := together(list)
	for i := range days {
		if b := &days[i]; k.size(b) < fewest {
			b.at = noonAt(monthOf(b.at))
		}
	}
	return slices.DeleteFunc(together(days), func(b bucket) bool { return k.size(&b) < fewest })
}

// together adds up what is of the same.
func together(list []bucket) (out []bucket) {
	at := map[string]int{}
	for _, b := range list {
		name := fmt.Sprint(b.at, b.keys)
		i, was := at[name]
		if !was {
			at[name] = len(out)
			out = append(out, b)
			continue
		}
		for j, n := range b.counts {
			out[i].counts[j] += n
		}
	}
	return out
}

// dayOf and monthOf are when the day and the month of a moment begin, noonAt is the noon after.
func dayOf(at int64) int64 {
	return clock.Micros(clock.Time(at).Add(zoneShift).Truncate(day).Add(-zoneShift))
}

func monthOf(at int64) int64 {
	l := clock.Time(at).Add(zoneShift)
	return clock.Micros(time.Date(l.Year(), l.Month(), 1, 0, 0, 0, 0, time.UTC).Add(-zoneShift))
}

func noonAt(begin int64) int64 { return begin + noonOf.Microseconds() }

func waitOf(seconds int64) int64 {
	i, _ := slices.BinarySearch(longestWaits, seconds)
	return longestWaits[min(i, len(longestWaits)-1)]
}

func (b *bucket) args() []any {
	args := append([]any{b.at}, b.keys...)
	for _, n := range b.counts {
		args = append(args, n)
	}
	return args
}

// remove takes one total away.
func (k kind) remove() string {
	text := `DELETE FROM ` + k.table + ` WHERE quarter_at = $1`
	for i, key := range k.keys {
		text += fmt.Sprintf(" AND %s = $%d", key, i+2)
	}
	return text
}

// put adds a total to the table, or to one that is of the same.
func (k kind) put() string {
	names := slices.Concat([]string{"quarter_at"}, k.keys, k.counters)
	places, sums := make([]string, len(names)), make([]string, len(k.counters))
	for i := range names {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	for i, c := range k.counters {
		sums[i] = c + " = " + k.table + "." + c + " + excluded." + c
	}
	return `INSERT INTO ` + k.table + ` (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)
		ON CONFLICT (` + strings.Join(names[:1+len(k.keys)], ", ") + `) DO UPDATE SET ` + strings.Join(sums, ", ")
}
