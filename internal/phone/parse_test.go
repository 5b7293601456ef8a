package phone_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/phone"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		raw  string
		want phone.Number
		err  error
	}{
		{raw: "08123456789", want: "+628123456789"},
		{raw: "8123456789", want: "+628123456789"},
		{raw: "+628123456789", want: "+628123456789"},
		{raw: "628123456789", want: "+628123456789"},
		{raw: "00628123456789", want: "+628123456789"},
		{raw: "62 0812 3456 789", want: "+628123456789"},
		{raw: "+62 (0) 812-3456-789", want: "+628123456789"},
		{raw: " '0812.3456.789 ", want: "+628123456789"},
		{raw: "[0812] 3456–789", want: "+628123456789"},
		{raw: "٠٨١٢٣٤٥٦٧٨٩", want: "+628123456789"},
		{raw: "＋６２８１２３４５６７８９", want: "+628123456789"},
		{raw: "\u202a+62 812‑3456‑789\u202c", want: "+628123456789"},
		{raw: "628123456789.0", want: "+628123456789"},
		{raw: "0895 3456 78901", want: "+62895345678901"},
		{raw: "021-5550 1234", want: "+622155501234"},
		{raw: "+65 9123 4567", want: "+6591234567"},
		{raw: "+81 90-1234-5678", want: "+819012345678"},
		{raw: "0081 90 1234 5678", want: "+819012345678"},
		{raw: "", err: phone.ErrEmpty},
		{raw: " - ", err: phone.ErrEmpty},
		{raw: "+", err: phone.ErrTooShort},
		{raw: "0812", err: phone.ErrTooShort},
		{raw: "081234567890123", err: phone.ErrTooLong},
		{raw: strings.Repeat("8", 100), err: phone.ErrTooLong},
		{raw: "6.28123E+12", err: phone.ErrDamaged},
		{raw: "6,28123e12", err: phone.ErrDamaged},
		{raw: "6.28E+12 ", err: phone.ErrDamaged},
		{raw: "08123456789/08123456780", err: phone.ErrSeveral},
		{raw: "0812 3456 789, 0813 3456 789", err: phone.ErrSeveral},
		{raw: "0812-3456-78x", err: phone.ErrCharacter},
		{raw: "tidak ada", err: phone.ErrCharacter},
		{raw: "6591234567", err: phone.ErrAmbiguous},
		{raw: "819012345678", err: phone.ErrAmbiguous},
		{raw: "0628123456789", err: phone.ErrAmbiguous},
		{raw: "62628123456789", err: phone.ErrAmbiguous},
		{raw: "+999123456789", err: phone.ErrCountry},
		{raw: "08412345678", err: phone.ErrNotANumber},
	}
	for _, tt := range tests {
		t.Run(tt.raw, func(t *testing.T) {
			t.Parallel()
			got, err := phone.Parse(tt.raw, "62")
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Fatalf("Parse(%q) = %q, %v; want %q, %v", tt.raw, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestParse_otherCountry(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]phone.Number{
		"9123 4567":     "+6591234567",
		"65 9123 4567":  "+6591234567",
		"+62 812345678": "+62812345678",
	} {
		if got, err := phone.Parse(raw, "65"); got != want || err != nil {
			t.Errorf("Parse(%q, 65) = %q, %v; want %q", raw, got, err, want)
		}
	}
}

// The fast way must say what the library says, for every national number of every length.
func TestParse_agreesWithLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		nsn := "8" + rapid.StringMatching(`[0-9]{5,13}`).Draw(t, "national")
		form := rapid.SampledFrom([]string{"0%s", "62%s", "+62%s", "+62 %s", "0%s "}).Draw(t, "form")
		got, err := phone.Parse(fmt.Sprintf(form, nsn), "62")
		parsed, libErr := phonenumbers.Parse("+62"+nsn, "ID")
		valid := libErr == nil && phonenumbers.IsValidNumber(parsed)
		if valid != (err == nil) {
			t.Fatalf("Parse(%q) = %q, %v; library says valid = %v", fmt.Sprintf(form, nsn), got, err, valid)
		}
		if valid && string(got) != phonenumbers.Format(parsed, phonenumbers.E164) {
			t.Fatalf("Parse = %q, library %q", got, phonenumbers.Format(parsed, phonenumbers.E164))
		}
	})
}

func TestNumber_forms(t *testing.T) {
	t.Parallel()
	n := phone.Number("+628123456789")
	if got := n.Display(); got != "+62 812-3456-789" {
		t.Errorf("Display = %q", got)
	}
	if got := n.Mask(); got != "+6281******89" {
		t.Errorf("Mask = %q", got)
	}
	if got := n.LogValue().String(); got != n.Mask() {
		t.Errorf("LogValue = %q", got)
	}
	if n.Digits() != "628123456789" || n.Key() != 628123456789 {
		t.Errorf("Digits = %q, Key = %d", n.Digits(), n.Key())
	}
	if got := phone.Number("+6591234567").Display(); got != "+65 9123 4567" {
		t.Errorf("Display abroad = %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"08123456789", "+62 (0)812", "6.28123E+12", "٠٨١٢", "''", "00", "62", "0", "8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, prefix := range []string{"62", "65", "1", "", "x"} {
			n, err := phone.Parse(raw, prefix)
			if err != nil {
				if _, ok := fault.Of(err); !ok || n != "" {
					t.Fatalf("Parse(%q, %q) = %q, %v: not a named reason", raw, prefix, n, err)
				}
				continue
			}
			again, err := phone.Parse(string(n), prefix)
			if again != n || err != nil {
				t.Fatalf("Parse(%q) = %q, read again %q, %v", raw, n, again, err)
			}
			if len(n) < 7 || len(n) > 16 || n[0] != '+' {
				t.Fatalf("Parse(%q) = %q: not E.164", raw, n)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, raw := range []string{"08123456789", "+62 812-3456-789", "+6591234567"} {
		b.Run(raw, func(b *testing.B) {
			for b.Loop() {
				_, _ = phone.Parse(raw, "62")
			}
		})
	}
}
