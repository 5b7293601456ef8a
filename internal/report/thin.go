package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
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
	judged   int    // counter; below zero the first states of sends together are
	gone     string // of which rows nothing is left in the ledger; "" when the ledger has no such rows
}

const inLedger = ` NOT IN (SELECT created_at / 900000000 * 900000000, channel_id, lane FROM send)`

func kinds() []kind {
	return []kind{
		{"report_send", []string{"channel_id", "lane"}, columns, -1, `(quarter_at, channel_id, lane)` + inLedger},
		{"report_answer", []string{"channel_id", "actor", "seconds"}, []string{"answers"}, 0, `(quarter_at, channel_id, 0)` + inLedger},
		{"report_work", []string{"channel_id", "actor"}, []string{"messages", "conversations"}, 1, `(quarter_at, channel_id, 0)` + inLedger},
		{"report_stop", nil, []string{"stops"}, 0, ""},
	}
}

// size is the expression of how many a row counts.
func (k kind) size() string {
	if k.judged < 0 {
		return strings.Join(k.counters[:len(k.counters)-1], " + ") // each message is in one state; replies are counted besides
	}
	return k.counters[k.judged]
}

func (k kind) sizeOf(counts []int64) (n int64) {
	if k.judged >= 0 {
		return counts[k.judged]
	}
	for _, c := range counts[:len(counts)-1] {
		n += c
	}
	return n
}

// unfinished are rows that are not as Thin leaves them.
func (k kind) unfinished() string {
	text := fmt.Sprintf(`((quarter_at + %d) %% 86400000000 <> %d OR %s < %d`, zoneShift.Microseconds(), noonOf.Microseconds(), k.size(), fewest)
	if slices.Contains(k.keys, "seconds") {
		text += ` OR seconds NOT IN (` + strings.Trim(strings.ReplaceAll(fmt.Sprint(longestWaits), " ", ", "), "[]") + `)`
	}
	return text + `)`
}

// Thin leaves of what has outlived the delivery log only totals of ten and more, whole months at a time. It may be repeated.
func (s *Service) Thin(ctx context.Context, tx *wsdb.Tx) error {
	until, err := s.thinned(ctx, tx)
	for _, k := range kinds() {
		if err == nil {
			err = s.thin(ctx, tx, k, `quarter_at < $1`, clock.Micros(until))
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
	return monthOf(s.d.Clock.Now().AddDate(0, 0, -set.DeliveryLogDays)), nil
}

// ThinGone does so at once with totals of which the ledger has nothing any more, as after a deletion; stops says whether those of people who
// said stop are among them.
func (s *Service) ThinGone(ctx context.Context, tx *wsdb.Tx, stops bool) error {
	for _, k := range kinds() {
		which := k.gone
		if which == "" {
			if !stops {
				continue
			}
			which = `1 = 1`
		}
		if err := s.thin(ctx, tx, k, which); err != nil {
			return err
		}
	}
	return nil
}

// bucket is one total on its way: what it is of, and how many.
type bucket struct {
	at     int64
	keys   []any
	counts []int64
}

func (s *Service) thin(ctx context.Context, tx *wsdb.Tx, k kind, which string, args ...any) error {
	var some bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+k.table+` WHERE `+which+` AND `+k.unfinished()+`)`, args...).Scan(&some)
	if err != nil || !some {
		return err
	}
	var list []bucket
	names := slices.Concat([]string{"quarter_at"}, k.keys, k.counters)
	err = s.store.rows(ctx, tx, func(scan func(...any) error) error {
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
	}, `SELECT `+strings.Join(names, ", ")+` FROM `+k.table+` WHERE `+which, args...)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM `+k.table+` WHERE `+which, args...); err != nil {
		return fmt.Errorf("thin totals: %w", err)
	}
	for _, b := range k.fold(list) {
		if _, err := tx.Exec(ctx, k.put(), b.args()...); err != nil {
			return fmt.Errorf("thin totals: %w", err)
		}
	}
	return nil
}

// fold brings totals to days, those that are too small to their month, and forgets what is too small then.
func (k kind) fold(list []bucket) []bucket {
	for i := range list {
		b := &list[i]
		b.at = clock.Micros(dayOf(clock.Time(b.at)).Add(noonOf))
		for j, name := range k.keys {
			if name == "seconds" {
				b.keys[j] = waitOf(b.keys[j].(int64))
			}
		}
	}
	days := together(list)
	for i := range days {
		if b := &days[i]; k.sizeOf(b.counts) < fewest {
			b.at = clock.Micros(monthOf(clock.Time(b.at)).Add(noonOf))
		}
	}
	return slices.DeleteFunc(together(days), func(b bucket) bool { return k.sizeOf(b.counts) < fewest })
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

func dayOf(t time.Time) time.Time { return t.Add(zoneShift).Truncate(day).Add(-zoneShift) }

func monthOf(t time.Time) time.Time {
	l := t.UTC().Add(zoneShift)
	return time.Date(l.Year(), l.Month(), 1, 0, 0, 0, 0, time.UTC).Add(-zoneShift)
}

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
