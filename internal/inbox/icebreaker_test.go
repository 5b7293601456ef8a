package inbox

import (
	"errors"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestIceBreakers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := setupDM(t, db)
		const call = "/me/messenger_profile"
		for _, method := range []string{"POST ", "DELETE "} {
			d.net.on(method+call, `200 {"result":"success"}`)
		}
		if err := d.SetIceBreakers(t.Context(), d.ws, d.ch.ID, []string{" Jam  buka? ", "Alamat?"}); err != nil {
			t.Fatal(err)
		}
		want := `POST ` + call + ` {"ice_breakers":[{"call_to_actions":[{"payload":"icebreaker:1","question":"Jam buka?"},` +
			`{"payload":"icebreaker:2","question":"Alamat?"}],"locale":"default"}],"platform":"instagram"}`
		if n := d.net.made(want); n != 1 {
			t.Errorf("calls = %q", d.net.calls)
		}
		d.net.on("GET "+call, `200 {"data":[{"ice_breakers":[{"call_to_actions":[{"question":"Jam buka?","payload":"icebreaker:1"}],"locale":"default"}]}]}`)
		if got, err := d.IceBreakers(t.Context(), d.ws, d.ch.ID); err != nil || len(got) != 1 || got[0] != "Jam buka?" {
			t.Errorf("IceBreakers = %q, %v", got, err)
		}
		if err := d.SetIceBreakers(t.Context(), d.ws, d.ch.ID, nil); err != nil || d.net.made(`DELETE `+call+` {"fields":["ice_breakers"]}`) != 1 {
			t.Errorf("taking them away = %v", err)
		}
		for _, bad := range [][]string{{"a", "b", "c", "d", "e"}, {""}, {"a", "a"}, {strings.Repeat("é", 81)}} {
			if err := d.SetIceBreakers(t.Context(), d.ws, d.ch.ID, bad); !errors.Is(err, ErrIceBreakers) {
				t.Errorf("%q = %v", bad, err)
			}
		}
		d.net.on("GET "+call, `503 <html>`)
		if _, err := d.IceBreakers(t.Context(), d.ws, d.ch.ID); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a network that cannot be reached = %v", err)
		}
		d.deliver(item(-1, object{"postback": object{"mid": "m1", "title": "Jam buka?", "payload": "icebreaker:1"}}))
		d.shows("in reply Jam buka?")
	})
}

func TestIceBreakers_otherNetwork(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		if got, err := b.IceBreakers(t.Context(), b.ws, b.around.channel.ID); err != nil || got == nil || len(got) != 0 {
			t.Errorf("IceBreakers = %v, %v", got, err)
		}
		if err := b.SetIceBreakers(t.Context(), b.ws, b.around.channel.ID, []string{"Jam buka?"}); !errors.Is(err, ErrNoIceBreakers) {
			t.Errorf("SetIceBreakers = %v", err)
		}
	})
}
