package httpapi

import (
	"encoding/json"
	"testing"
)

type listed struct {
	Names []string        `json:"names"`
	Inner []listed        `json:"inner,omitempty"`
	Next  *listed         `json:"next"`
	Raw   json.RawMessage `json:"raw"`
	own   []string
}

func TestWithLists(t *testing.T) {
	t.Parallel()
	given := struct{ Body List[listed] }{}
	given.Body.Items = []listed{{Next: &listed{}}, {Inner: []listed{{Names: []string{"a"}}}, own: []string{"b"}}}
	for _, tc := range []struct {
		v    any
		want string
	}{
		{nil, `null`},
		{List[listed]{}, `{"items":[],"next":null}`},
		{&List[string]{}, `{"items":[],"next":null}`},
		{given.Body, `{"items":[{"names":[],"next":{"names":[],"next":null,"raw":null},"raw":null},` +
			`{"names":[],"inner":[{"names":["a"],"next":null,"raw":null}],"next":null,"raw":null}],"next":null}`},
	} {
		b, err := json.Marshal(withLists(tc.v))
		if err != nil || string(b) != tc.want {
			t.Errorf("withLists(%+v) = %s, %v, want %s", tc.v, b, err, tc.want)
		}
	}
}
