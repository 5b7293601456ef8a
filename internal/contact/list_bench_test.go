package contact_test

import (
	"cmp"

	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// benchContacts is how many contacts the lists are measured with; KELOLA_BENCH_ROWS says another number.
func benchContacts() int {
	if n, err := strconv.Atoi(os.Getenv("KELOLA_BENCH_ROWS")); err == nil {
		return n
	}
	return 1_000_000
}

// asked is one list or one count that somebody may ask for.
type asked struct {
	name   string
	filter contact.Filter
	order  contact.Sort
	from   page.Cursor
	count  bool
	took   []time.Duration
	cpu    time.Duration // of the last
	items  int
	more   bool
}

// ways are filters by themselves; a list is measured under each, and under each two that go together.
func ways(m many) map[string]contact.Filter {
	yes, no := true, false
	list := map[string]contact.Filter{
		"suppressed": {Suppressed: &yes}, "not suppressed": {Suppressed: &no}, "with number": {HasPhone: &yes}, "without number": {HasPhone: &no},
	}
	for _, word := range []string{"orang", "langka", "anyar", "purwa", "budi", "pelanggan 77", "budi santoso", "purwa anyar", "s", "0812", "081234", "62812345678", "tidakada"} {
		list["search "+word] = contact.Filter{Search: word}
	}
	for name, group := range m.groups {
		list["group "+name] = contact.Filter{Group: group}
	}
	for _, consent := range []string{"promo:granted", "promo:denied", "promo:unknown", "service:granted", "service:unknown", "service:denied", "reminder:granted", "reminder:unknown"} {
		list[consent] = contact.Filter{Consent: consent}
	}
	for key, values := range map[string][]string{"kota": {"Kota7", "Kota17"}, "level": {"Emas", "Perak"}, "sejak": {"lama", "baru"}} {
		for _, v := range values {
			list[key+" "+v] = contact.Filter{Fields: map[string]string{key: v}}
		}
	}
	return list
}

// both is two filters at once; ok is false if they say different things about the same.
func both(a, b contact.Filter) (f contact.Filter, ok bool) {
	f = contact.Filter{Search: a.Search + b.Search, Group: a.Group, Consent: a.Consent + b.Consent, Suppressed: a.Suppressed, HasPhone: a.HasPhone, Fields: map[string]string{}}
	if f.Group.IsZero() {
		f.Group = b.Group
	}
	f.Suppressed, f.HasPhone = cmp.Or(a.Suppressed, b.Suppressed), cmp.Or(a.HasPhone, b.HasPhone)
	for _, fields := range []map[string]string{a.Fields, b.Fields} {
		for k, v := range fields {
			f.Fields[k] = v
		}
	}
	clash := a.Search != "" && b.Search != "" || !a.Group.IsZero() && !b.Group.IsZero() || a.Consent != "" && b.Consent != "" ||
		a.Suppressed != nil && b.Suppressed != nil || a.HasPhone != nil && b.HasPhone != nil || len(f.Fields) < len(a.Fields)+len(b.Fields)
	return f, !clash
}

// questions are all lists and counts that are measured: every filter, every two of them, in both orders, from the top, from the middle and from
// near the end.
func (b *bundle) questions(t testing.TB, m many) (list []*asked) {
	t.Helper()
	filters := map[string]contact.Filter{"all": {}}
	single := ways(m)
	for name, f := range single {
		filters[name] = f
		for other, g := range single {
			if pair, ok := both(f, g); ok && name < other {
				filters[name+" + "+other] = pair
			}
		}
	}
	_, segments := b.segments(t, m)
	for i, segment := range segments {
		filters["segment "+strconv.Itoa(i)] = contact.Filter{Segment: segment}
	}
	places := map[contact.Sort]map[string]page.Cursor{
		contact.SortName: b.places(t, contact.SortName, m.rows), contact.SortCreated: b.places(t, contact.SortCreated, m.rows),
	}
	for name, f := range filters {
		for _, order := range []contact.Sort{contact.SortName, contact.SortCreated} {
			if f.Search != "" && order == contact.SortName {
				continue
			}
			for place, from := range places[order] {
				list = append(list, &asked{name: name + ", " + string(order) + ", " + place, filter: f, order: order, from: from})
			}
		}
		if f.Segment.IsZero() { // those of a segment are counted until the time is up
			list = append(list, &asked{name: name + ", count", filter: f, count: true})
		}
	}
	slices.SortFunc(list, func(x, y *asked) int { return strings.Compare(x.name, y.name) })
	return list
}

func (b *bundle) places(t testing.TB, order contact.Sort, rows int) map[string]page.Cursor {
	t.Helper()
	by := map[contact.Sort]string{contact.SortName: `name_key, id`, contact.SortCreated: `id DESC`}[order]
	places := map[string]page.Cursor{"first": ""}
	for name, offset := range map[string]int{"middle": rows / 2, "last": rows - 60} {
		b.read(t, func(q wsdb.Query) error {
			var at struct {
				ID contact.ID `json:"i"`
			}
			err := q.QueryRow(t.Context(), `SELECT id FROM contact ORDER BY `+by+` LIMIT 1 OFFSET `+strconv.Itoa(offset)).Scan(&at.ID)
			places[name] = page.Encode(at)
			return err
		})
	}
	return places
}

func (b *bundle) ask(t testing.TB, a *asked) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := threadTime()
	defer func() { a.cpu = threadTime() - began }()
	start := clock.System{}.Now()
	b.read(t, func(q wsdb.Query) error {
		if a.count {
			_, _, err := b.CountFilter(t.Context(), q, a.filter)
			return err
		}
		got, err := b.List(t.Context(), q, a.filter, a.order, page.Request{Limit: 50, Cursor: a.from})
		a.items, a.more = len(got.Items), got.Next != ""
		return err
	})
	a.took = append(a.took, clock.System{}.Now().Sub(start))
}

// threadTime is the processor time of this thread: what a question costs SQLite, whatever else the machine does.
func threadTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(1, &use); err != nil { // RUSAGE_THREAD
		panic(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func quantile(list []time.Duration, q float64) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[min(int(q*float64(len(list))), len(list)-1)]
}

// BenchmarkList asks a million contacts everything in turn and tells the worst.
func BenchmarkList(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			w := setup(b, dbtest.New(b, engine))
			m := fill(b, w, benchContacts())
			w.settle(b)
			w.report(b, m, 1+b.N)
		})
	}
}

// settle brings the statistics of PostgreSQL up to date, as its autovacuum does outside of tests.
func (b *bundle) settle(t testing.TB) {
	t.Helper()
	if b.db.Engine() == database.Postgres {
		b.write(t, func(tx *wsdb.Tx) error {
			for _, table := range []string{"contact", "contact_group_member", "contact_class", "textindex_contact", "textindex_contact_words"} {
				if _, err := tx.Exec(t.Context(), `ANALYZE `+table); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (b *bundle) report(t testing.TB, m many, rounds int) {
	t.Helper()
	list := b.questions(t, m)
	var all []time.Duration
	for round := range rounds {
		for _, a := range list {
			b.ask(t, a)
			if round > 0 || rounds == 1 { // the first warms up
				all = append(all, a.took[round])
			}
		}
	}
	short := 0
	for _, a := range list {
		a.took = a.took[min(1, len(a.took)-1):]
		if a.more && a.items < 50 {
			short++
		}
	}
	slices.SortFunc(list, func(x, y *asked) int { return cmp.Compare(quantile(y.took, 0.5), quantile(x.took, 0.5)) })
	t.Logf("%d questions to %d contacts, %d times each: p50 %v, p99 %v, at most %v; %d pages are short", len(list), m.rows, rounds-1,
		quantile(all, 0.5), quantile(all, 0.99), slices.Max(all), short)
	var cpu []time.Duration
	for _, a := range list {
		cpu = append(cpu, a.cpu)
	}
	t.Logf("processor: p50 %v, p99 %v, at most %v", quantile(cpu, 0.5), quantile(cpu, 0.99), slices.Max(cpu))
	for _, a := range list[:min(12, len(list))] {
		t.Logf("%s: p50 %v, at most %v, processor %v, %d contacts", a.name, quantile(a.took, 0.5), slices.Max(a.took), a.cpu, a.items)
	}
	if b, ok := t.(*testing.B); ok {
		b.ReportMetric(float64(quantile(all, 0.99).Microseconds())/1000, "ms-p99")
		b.ReportMetric(float64(slices.Max(all).Microseconds())/1000, "ms-max")
	}
}
