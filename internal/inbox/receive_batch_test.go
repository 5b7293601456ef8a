package inbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// However deliveries are cut into batches, the same rows come out as if each came alone.
func TestHandleEvents_batchesAreOneByOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		rounds := 20
		if db.Engine() == database.Postgres {
			rounds = 6
		}
		b := setup(t, db)
		for round := range rounds {
			r := rand.New(rand.NewPCG(3, uint64(round)))
			evs := traffic(r, 90)
			b.ws = dbtest.Workspace(t, db)
			for _, ev := range evs {
				b.receive(t, ev)
			}
			want := b.everything(t)
			b.ws = dbtest.Workspace(t, db)
			for rest := evs; len(rest) > 0; {
				n := min(len(rest), 1+r.IntN(1+r.IntN(len(evs))))
				b.receive(t, rest[:n]...)
				rest = rest[n:]
			}
			if diff := cmp.Diff(want, b.everything(t)); diff != "" {
				t.Fatalf("round %d: one by one (-) and in batches (+) differ:\n%s", round, diff)
			}
			if round == 0 && len(want) < 100 {
				t.Fatalf("only %d rows were compared", len(want))
			}
		}
	})
}

// traffic is events that get into each other's way: few people with changing addresses, few external ids, few moments.
func traffic(r *rand.Rand, n int) []channel.Event {
	people := []channel.Address{
		{Phone: "+6281100000001"},
		{UserID: "ID.2"}, {Phone: "+6281100000002", UserID: "ID.2"}, {Phone: "+6281100000002"},
		{Phone: "+6281100000003", UserID: "ID.3"}, {Phone: "+6281100000003", UserID: "ID.30"}, {UserID: "ID.3"},
		{Phone: "+6281100000004"}, {UserID: "ID.4"}, {Phone: "+6281100000004", UserID: "ID.4"},
		{Phone: "+6281100000005", UserID: "ID.5"}, {},
	}
	who := func() channel.Address { return people[r.IntN(len(people))] }
	external := func() string { return fmt.Sprint("wamid.", r.IntN(n/2)) }
	moment := func() time.Time { return dbtest.Start.Add(time.Duration(r.IntN(12)-10) * time.Minute) }
	evs := make([]channel.Event, n)
	for i := range evs {
		switch r.IntN(12) {
		case 0:
			evs[i] = channel.MessageEdited{Original: external(), From: who(), At: moment(), Content: said(r)}
		case 1:
			evs[i] = channel.MessageRevoked{Original: external(), From: who(), At: moment()}
		case 2:
			evs[i] = channel.MessageEchoed{ExternalID: external(), To: who(), At: moment(), Content: said(r)}
		case 3:
			evs[i] = channel.PreferenceChanged{Address: who(), Stop: r.IntN(2) == 0, At: moment()}
		default:
			evs[i] = spoken(r, channel.MessageReceived{
				Inbound: id.From[channel.Inbound]([16]byte{6: 0x70, 8: 0x80, 14: byte(i >> 8), 15: byte(i)}), ExternalID: external(), From: who(), At: moment(), Content: said(r),
				ProfileName: []string{"", "Siti", "Siti R.", "Budi"}[r.IntN(4)], Conflict: r.IntN(10) == 0,
			}, external())
		}
	}
	return evs
}

// spoken makes some messages reactions, and some to be left out.
func spoken(r *rand.Rand, m channel.MessageReceived, target string) channel.MessageReceived {
	switch r.IntN(10) {
	case 0:
		m.Content = channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: target, Emoji: []string{"", "👍"}[r.IntN(2)]}}
	case 1:
		m.ExternalID = ""
	case 2:
		m.Content.ReplyTo = target
	case 3:
		m.GroupID = []string{"", "group"}[r.IntN(2)]
	}
	return m
}

func said(r *rand.Rand) channel.Content {
	switch r.IntN(8) {
	case 0:
		return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "STOP"}}
	case 1:
		media := &channel.Media{Caption: []string{"", "foto"}[r.IntN(2)], Filename: "nota.jpg"}
		if r.IntN(2) == 0 {
			media.ExternalID = "media"
		}
		return channel.Content{Type: channel.TypeImage, Media: media}
	case 2:
		return channel.Content{Type: channel.TypeUnsupported, Unsupported: "poll"}
	}
	return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: fmt.Sprintf("\"pesan\" <%d>\x00\\u0000 \u2028", r.IntN(9))}}
}

const (
	ofWhom = `COALESCE(c.phone, '') || '/' || COALESCE(c.user_id, '')`
	called = `COALESCE(m.external_id, m.text)`
)

// tables are the rows that intake writes, with the names of things in place of their ids. Facts may be told once or more.
var tables = map[string]string{
	"contact": `SELECT ` + ofWhom + `, name, name_key, suppressed_at, suppressed_reason, created_at, updated_at, source FROM contact AS c`,
	"total":   `SELECT contacts FROM contact_total`,
	"conversation": `SELECT ` + ofWhom + `, v.state, last_at, last_type, last_preview, last_direction, ` + called + `, unread, window_until,
		v.created_at FROM conversation AS v JOIN contact AS c ON c.id = v.contact_id LEFT JOIN message AS m ON m.id = v.last_message_id`,
	"message": `SELECT ` + ofWhom + `, ` + called + `, direction, lane, type, text, content, reply_to, attachment_state, at, edited_at,
		revoked_at, m.created_at FROM message AS m JOIN conversation AS v ON v.id = m.conversation_id JOIN contact AS c ON c.id = v.contact_id`,
	"reaction": `SELECT ` + ofWhom + `, target, direction, emoji, at FROM reaction AS r JOIN contact AS c ON c.id = r.contact_id`,
	"amendment": `SELECT ` + ofWhom + `, target, revoked_at, edited_at, content
		FROM amendment AS a JOIN contact AS c ON c.id = a.contact_id`,
	"suppression": `SELECT reason, source, at FROM suppression`,
	"window":      `SELECT ` + ofWhom + `, until_at FROM reply_window AS w JOIN contact AS c ON c.id = w.contact_id`,
	"send":        `SELECT ` + ofWhom + `, origin, state, preview FROM send AS s JOIN contact AS c ON c.id = s.contact_id`,
	"words": `SELECT kind, words, ` + called + ` FROM textindex_pending AS p LEFT JOIN message AS m ON m.id = p.ref
		WHERE kind = 'message' OR words <> ''`,
	"told of contacts": `SELECT DISTINCT kind, ` + ofWhom + ` FROM event AS e JOIN contact AS c ON CAST(c.id AS TEXT) = e.subject`,
	"told of conversations": `SELECT DISTINCT kind, ` + ofWhom + ` FROM event AS e JOIN conversation AS v ON CAST(v.id AS TEXT) = e.subject
		JOIN contact AS c ON c.id = v.contact_id`,
	"told of messages": `SELECT kind, ` + called + `, COUNT(*) FROM event AS e JOIN message AS m ON CAST(m.id AS TEXT) = e.subject
		GROUP BY 1, 2, m.id`,
}

// everything lists all rows that intake has written, sorted.
func (b *bundle) everything(t *testing.T) []string {
	t.Helper()
	var out []string
	for name, query := range tables {
		err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			rows, err := q.Query(t.Context(), query)
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				cells, into := make([]*string, len(columns)), make([]any, len(columns))
				for i := range cells {
					into[i] = &cells[i]
				}
				if err := rows.Scan(into...); err != nil {
					return err
				}
				line := []string{name}
				for _, c := range cells {
					if c == nil {
						line = append(line, "NULL")
						continue
					}
					line = append(line, *c)
				}
				out = append(out, strings.Join(line, " | "))
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for _, j := range dbtest.Jobs(t, b.db, b.ws) {
		out = append(out, "job | "+j.Name)
	}
	slices.Sort(out)
	return out
}
