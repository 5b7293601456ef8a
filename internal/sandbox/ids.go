package sandbox

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"strconv"
	"strings"
)

// mix is a deterministic 64-bit scramble of the seed and n (splitmix64).
func mix(seed int64, n uint64) uint64 {
	z := uint64(seed)*0x9e3779b97f4a7c15 + n + 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func hashText(seed int64, text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return mix(seed, h.Sum64())
}

// share maps a scramble to [0,1).
func share(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// numericID makes a 15 to 16 digit id, as Graph objects have.
func numericID(seed int64, n uint64) string {
	return strconv.FormatUint(100_000_000_000_000+mix(seed, n)%8_900_000_000_000_000, 10)
}

// wamid makes a message id that looks like Meta's and carries the sequence number, so that finding its effect needs no
// map. The direction is part of it: 'o' leaves the business, 'i' reaches it.
func wamid(seed int64, party string, dir byte, seq uint64) string {
	raw := make([]byte, 0, 48)
	raw = append(raw, 0x1c, 0x18, byte(len(party)))
	raw = append(raw, party...)
	mark := byte(0x11)
	if dir == 'i' {
		mark = 0x12
	}
	raw = append(raw, 0x15, 0x02, 0x00, mark, 0x18, 0x18)
	var bin [12]byte
	binary.BigEndian.PutUint32(bin[:4], uint32(mix(seed, seq^uint64(dir)<<56)))
	binary.BigEndian.PutUint64(bin[4:], seq)
	raw = append(raw, strings.ToUpper(hex.EncodeToString(bin[:]))...)
	raw = append(raw, 0x00)
	return "wamid." + base64.StdEncoding.EncodeToString(raw)
}

// wamidSeq reads the sequence number and direction back.
func wamidSeq(id string) (seq uint64, dir byte, ok bool) {
	raw, ok := wamidRaw(id)
	if !ok {
		return 0, 0, false
	}
	var bin [12]byte
	if _, err := hex.Decode(bin[:], raw[len(raw)-25:len(raw)-1]); err != nil {
		return 0, 0, false
	}
	dir = 'o'
	if raw[len(raw)-28] == 0x12 {
		dir = 'i'
	}
	return binary.BigEndian.Uint64(bin[4:]), dir, true
}

func wamidRaw(id string) ([]byte, bool) {
	text, found := strings.CutPrefix(id, "wamid.")
	if !found {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	return raw, err == nil && len(raw) >= 34
}

// digits drops what people write into phone numbers.
func digits(s string) (string, bool) {
	clean := true
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			clean = false
			break
		}
	}
	if !clean {
		var b strings.Builder
		for _, r := range s {
			switch {
			case r >= '0' && r <= '9':
				b.WriteRune(r)
			case strings.ContainsRune("+ -().", r):
			default:
				return "", false
			}
		}
		s = b.String()
	}
	return s, len(s) >= 7 && len(s) <= 15
}
