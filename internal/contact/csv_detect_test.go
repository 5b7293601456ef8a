package contact

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// Bytes that are no text are refused whatever their number; almost any of them could be read as Windows-1252.
func TestInspect_randomBytes(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{7})
	for _, size := range []int{200, 1000, 5000, 100_000} {
		for range 50 {
			file := make([]byte, size)
			_, _ = random.Read(file)
			file[0] = 'N' // not the mark of another encoding
			if _, err := inspect(bytes.NewReader(file), nil); !errors.Is(err, ErrNotCSV) {
				t.Fatalf("%d random bytes: %v, want ErrNotCSV", size, err)
			}
		}
	}
}

// Real files of old spreadsheets stay readable, also with a control character that slipped in.
func TestInspect_windows1252(t *testing.T) {
	t.Parallel()
	text := "Nama;No HP\r\n" + strings.Repeat("José Ñuñez – “Toko” €5;08123456789\r\n", 50)
	file, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{file, file + "\x1a", strings.Replace(file, "Toko", "To\x0bko", 2)} {
		got, err := inspect(strings.NewReader(f), nil)
		if err != nil || got.dialect.Encoding != encodingLatin || got.rows < 51 || got.samples[0][0] != "José Ñuñez – “Toko” €5" && !strings.Contains(f, "\x0b") {
			t.Errorf("%+v, %v", got, err)
		}
	}
}
