package comment

import (
	"encoding/json"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// site is the API of a workspace with one account.
type site struct {
	*bundle
	*apitest.Site
}

func serve(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	s := &site{bundle: setup(t, db)}
	s.Site = apitest.New(t, db, apitest.Parts{}, s.Register)
	s.ws = s.Workspace
	return s
}

// ask posts or gets as the owner, and reads the answer.
func ask[T any](t *testing.T, s *site, method, path, body string, status int) T {
	t.Helper()
	var out T
	if text := s.Must(status, "sari", method, path, body); text != "" {
		if err := json.Unmarshal([]byte(text), &out); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	return out
}

func TestHTTP_laboratoryTriesARuleThatIsNotSaved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		s.receive(t, s.comment(t, "1", "harga kak?"), s.comment(t, "2", "bagus"))
		const spec = `"name":"Harga","scope":{"kind":"all","channels":[]},"match":{"include":[{"text":"harga","mode":"word"}]},
			"private":{"texts":["Halo {{username}}"]},"follow":{"policy":"send"},"repeat":{}`
		got := ask[TrialView](t, s, "POST", "/instagram/lab", `{`+spec+`}`, 200)
		if got.Answered != 1 || len(got.Items) != 2 || got.Items[1].Private != "Halo user_1" {
			t.Errorf("lab = %+v", got)
		}
		words := ask[triedWordsView](t, s, "POST", "/instagram/lab/words",
			`{"match":{"include":[{"text":"harga","mode":"word"}],"exclude":[{"text":"mahal","mode":"contains"}],"typos":true},"text":"HRAGA mahall?"}`, 200)
		if words != (triedWordsView{Word: "harga", Excluded: "mahal"}) {
			t.Errorf("words = %+v", words)
		}
	})
}

func TestHTTP_commentShowsThePrivateReplyOfAPerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		s.receive(t, s.comment(t, "1", "harga kak?"), s.comment(t, "2", "bagus"))
		type list struct{ Items []CommentView }
		before := ask[list](t, s, "GET", "/instagram/comments", "", 200).Items
		if len(before) != 2 || before[0].MayReplyTo == nil || before[0].Private != nil {
			t.Fatalf("comments = %+v", before)
		}
		ask[SendView](t, s, "POST", "/instagram/comments/"+before[0].ID+"/reply", `{"text":"Halo Kak"}`, 201)
		after := ask[list](t, s, "GET", "/instagram/comments", "", 200).Items
		if p := after[0].Private; p == nil || p.Text != "Halo Kak" || after[0].MayReplyTo != nil {
			t.Errorf("answered comment = %+v", after[0])
		}
		if after[1].Private != nil || after[1].MayReplyTo == nil {
			t.Errorf("other comment = %+v", after[1])
		}
	})
}
