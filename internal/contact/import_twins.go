package contact

import "slices"

// twins finds the numbers that occur more than once in a file, in little memory: a first pass over the file tells with a
// Bloom filter which numbers may have occurred before, and only these few are watched exactly in the second.
type twins struct {
	bits []uint64
	mask uint64
	keys []uint64 // after the first pass sorted: may occur twice
	seen []bool   // of keys, in the second pass
}

const (
	minBloom = 1 << 16
	maxBloom = 1 << 30 // bits; beyond a hundred million rows more numbers are watched than need be
)

// newTwins prepares for about rows numbers.
func newTwins(rows int64) *twins {
	size := uint64(minBloom)
	for size < uint64(max(rows, 0))*10 && size < maxBloom {
		size *= 2
	}
	return &twins{bits: make([]uint64, size/64), mask: size - 1}
}

// note is the first pass.
func (t *twins) note(key uint64) {
	h := mix(key)
	step := mix(h^0x9e3779b97f4a7c15) | 1
	known := true
	for i := uint64(0); i < 5; i++ {
		bit := (h + i*step) & t.mask
		if t.bits[bit/64]&(1<<(bit%64)) == 0 {
			known = false
			t.bits[bit/64] |= 1 << (bit % 64)
		}
	}
	if known {
		t.keys = append(t.keys, key)
		if len(t.keys) >= 1<<20 && len(t.keys)&(len(t.keys)-1) == 0 {
			t.compact()
		}
	}
}

// ready ends the first pass and gives its memory back.
func (t *twins) ready() {
	t.compact()
	t.bits = nil
	t.seen = make([]bool, len(t.keys))
}

func (t *twins) compact() {
	slices.Sort(t.keys)
	t.keys = slices.Compact(t.keys)
}

// again is the second pass: it reports whether the number has come before.
func (t *twins) again(key uint64) bool {
	i, watched := slices.BinarySearch(t.keys, key)
	if !watched {
		return false
	}
	before := t.seen[i]
	t.seen[i] = true
	return before
}

// mix spreads a number over all bits (the finaliser of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
