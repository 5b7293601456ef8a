package canon_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/canon"
)

type part struct {
	Name string     `json:"name"`
	N    int64      `json:"n"`
	At   canon.Time `json:"at"`
	List []string   `json:"list"`
	Key  []byte     `json:"key"`
}

func TestMarshal_theForm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   any
		want string
	}{
		{map[string]any{"b": 1, "a": []int{3, 2}, "A": nil}, `{"A":null,"a":[3,2],"b":1}`},
		{"<é€😀> & \u2028 \u007f", "\"<é€😀> & \u2028 \u007f\""},
		{"\"\\\b\t\n\f\r\x00\x1f/", `"\"\\\b\t\n\f\r\u0000\u001f/"`},
		{json.RawMessage(` { "z" : [ ] , "y" : { } } `), `{"y":{},"z":[]}`},
		{int64(1<<53 - 1), `9007199254740991`},
		{json.RawMessage(`-0`), `0`},
		{part{At: canon.At(time.Date(2026, 11, 2, 17, 0, 0, 1500, time.FixedZone("WIB", 7*3600))), Key: []byte{255}},
			`{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":null,"n":0,"name":""}`},
	} {
		if got, err := canon.Marshal(tt.in); err != nil || string(got) != tt.want {
			t.Errorf("%v: %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
	for name, tt := range map[string]struct {
		in   any
		want error
	}{
		"a fraction":       {1.5, canon.ErrNumber},
		"an exponent":      {json.RawMessage(`1e3`), canon.ErrNumber},
		"too large":        {int64(1 << 53), canon.ErrNumber},
		"not UTF-8":        {"a\xff", canon.ErrText},
		"a name not ASCII": {map[string]int{"é": 1}, canon.ErrText},
	} {
		if _, err := canon.Marshal(tt.in); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnmarshal_readsTheFormAndNothingElse(t *testing.T) {
	t.Parallel()
	const good = `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"n":7,"name":"<a>"}`
	var p part
	if err := canon.Unmarshal([]byte(good), &p); err != nil || p.N != 7 || p.Name != "<a>" || p.At.Nanosecond() != 1000 {
		t.Fatalf("%+v, %v", p, err)
	}
	for name, bad := range map[string]string{
		"a space":         `{"at":"2026-11-02T10:00:00.000001Z", "key":"/w==","list":["x"],"n":7,"name":"<a>"}`,
		"another order":   `{"key":"/w==","at":"2026-11-02T10:00:00.000001Z","list":["x"],"n":7,"name":"<a>"}`,
		"a line break":    good + "\n",
		"an escape":       `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"n":7,"name":"\u003ca>"}`,
		"unknown member":  `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"more":1,"n":7,"name":"<a>"}`,
		"missing member":  `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"name":"<a>"}`,
		"repeated member": `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"n":8,"n":7,"name":"<a>"}`,
		"another case":    `{"at":"2026-11-02T10:00:00.000001Z","key":"/w==","list":["x"],"N":7,"name":"<a>"}`,
		"loose base64":    `{"at":"2026-11-02T10:00:00.000001Z","key":"/x==","list":["x"],"n":7,"name":"<a>"}`,
		"another zone":    `{"at":"2026-11-02T17:00:00.000001+07:00","key":"/w==","list":["x"],"n":7,"name":"<a>"}`,
		"fewer digits":    `{"at":"2026-11-02T10:00:00Z","key":"/w==","list":["x"],"n":7,"name":"<a>"}`,
		"two documents":   good + good,
		"cut":             good[:len(good)-1],
		"nothing":         ``,
	} {
		var p part
		if err := canon.Unmarshal([]byte(bad), &p); !errors.Is(err, canon.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
