package comment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// randomSpec makes a rule of the parts that decide about an answer.
func randomSpec(r *rand.Rand) Spec {
	pick := []string{"harga", "info", "katalog", "mau", "🔥"}
	modes := []WordMode{Contains, WholeWord, Exact}
	s := Spec{Scope: Scope{Kind: ScopeAll, Replies: r.IntN(2) == 0}, Private: &Private{Texts: []string{"Satu {{username}}", "Dua", "Tiga"}}}
	s.Match.Any, s.Match.Typos = r.IntN(4) == 0, r.IntN(2) == 0
	for range 1 + r.IntN(2) {
		s.Match.Include = append(s.Match.Include, Word{Text: pick[r.IntN(len(pick))], Mode: modes[r.IntN(3)]})
	}
	if r.IntN(2) == 0 {
		s.Match.Exclude = []Word{{Text: pick[r.IntN(len(pick))], Mode: Contains}}
	}
	if r.IntN(2) == 0 {
		s.Public = &Public{Texts: []string{"Cek DM", "Sudah dikirim"}}
	}
	s.Repeat = Repeat{Every: r.IntN(2) == 0, Cooldown: r.IntN(2) * 90, SameText: r.IntN(2) * 200}
	return s
}

// TestLab_saysWhatLiveDoes writes a random crowd of comments to random rules and compares what the laboratory said of one of the rules, on
// the recorded comments, with what the live judge had done about them: outcome, reason, winner and both texts.
func TestLab_saysWhatLiveDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		seen := map[string]int{}
		for seed := range uint64(12) {
			r := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a repeatable crowd
			b := setup(t, db)
			var tried Rule
			for i, which := 0, r.IntN(3); i < 3; i++ {
				if made := b.start(t, fmt.Sprint("R", i), randomSpec(r)); i == which {
					tried = made
				}
			}
			texts := []string{"harga", "Harga kak?", "hraga", "info dong", "mau", "mau katalog 🔥", "", "HARGAAA", "imfo"}
			for range 40 {
				c := b.comment(t, fmt.Sprint(r.IntN(6)), texts[r.IntN(len(texts))])
				if r.IntN(8) == 0 {
					c.Parent = "c0"
				}
				b.receive(t, c)
				dbtest.Clock(t, db).Advance(time.Duration(r.IntN(120)) * time.Second)
			}
			live := b.recorded(t, tried.ID)
			got, err := b.Try(t.Context(), b.ws, Trial{Rule: tried.ID, Name: tried.Name, Spec: tried.Spec, Channel: b.world.channel.ID})
			if err != nil {
				t.Fatal(err)
			}
			var lab []string
			for _, x := range got.Tried {
				if x.Outcome != "" {
					lab = append(lab, fmt.Sprintf("%s %s %s|%s|%s", x.Comment.ExternalID, x.Outcome, x.Reason, x.Private, x.Public))
					seen[string(x.Outcome)+x.Reason]++
				}
			}
			slices.Sort(lab)
			slices.Sort(live)
			if !slices.Equal(lab, live) {
				t.Fatalf("seed %d:\nlab  %q\nlive %q", seed, lab, live)
			}
		}
		for _, want := range []string{"answered", "lost", "skipped" + ReasonOnce, "skipped" + ReasonCooldown, "skipped" + ReasonSameText} {
			if seen[want] == 0 {
				t.Errorf("no comment came to %q", want)
			}
		}
	})
}

// recorded tells what was done about comments by a rule, in the words of the test.
func (b *bundle) recorded(t *testing.T, rule RuleID) []string {
	t.Helper()
	var out []string
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		list, err := b.store.matches(t.Context(), q, `WHERE rule_id = $1`, rule)
		if err != nil {
			return err
		}
		views, err := b.describe(t.Context(), q, list)
		for _, v := range views {
			out = append(out, fmt.Sprintf("%s %s %s|%s|%s", v.Comment.ExternalID, v.Outcome, v.Reason, v.Sends[SendPrivate].Preview, v.Sends[SendPublic].Preview))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLab_oldCommentsAndForecast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		for i := range 5 {
			c := b.comment(t, fmt.Sprint(i), "harga")
			b.receive(t, c)
		}
		dbtest.Clock(t, db).Advance(8 * 24 * time.Hour)
		c := b.comment(t, "99", "harga")
		b.receive(t, c)
		b.says(t, "99", "halo", "")
		b.world.channel.Limits.PrivatePerHour = 4
		got, err := b.Try(t.Context(), b.ws, Trial{Name: "Baru", Spec: Spec{Scope: Scope{Kind: ScopeAll}, Match: words("harga"), Private: private("Halo")}})
		if err != nil {
			t.Fatal(err)
		}
		if got.Answered != 6 || got.Late != 5 || got.Busiest != 5 || got.PerHour != 4 || got.Known != 1 || got.Unknown != 5 {
			t.Errorf("answered %d, late %d, busiest %d, known %d and %d", got.Answered, got.Late, got.Busiest, got.Known, got.Unknown)
		}
		if first := got.Tried[0]; first.Comment.ExternalID != c.ExternalID || first.Late || first.Private != "Halo" {
			t.Errorf("the newest is %+v", first)
		}
		if len(b.sent(t)) != 0 || len(b.matches(t)) != 0 {
			t.Error("the laboratory has sent something")
		}
		b.start(t, "Live", Spec{Match: words("info"), Private: private("Halo"), Scope: Scope{Kind: ScopeAll, Channels: []channel.ID{b.world.channel.ID}}})
		if _, err := b.Try(t.Context(), b.ws, Trial{Name: "Lagi", Spec: Spec{Scope: Scope{Kind: ScopeNext}, Match: words("harga"), Private: private("x")}, Channel: b.world.channel.ID, Post: "p1", Fresh: true}); err != nil {
			t.Error(err)
		}
	})
}
