package signup

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the empty rim a QR code needs, in modules (ISO/IEC 18004, section 9.1: four).
const quiet = 4

// matrix is a QR code: size modules a side, the rim included.
type matrix struct {
	size int
	code barcode.Barcode
}

func newMatrix(text string) (matrix, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return matrix{}, fmt.Errorf("encode QR code: %w", err)
	}
	return matrix{size: code.Bounds().Dx() + 2*quiet, code: code}, nil
}

func (m matrix) dark(x, y int) bool {
	x, y = x-quiet, y-quiet
	n := m.size - 2*quiet
	if x < 0 || y < 0 || x >= n || y >= n {
		return false
	}
	r, _, _, _ := m.code.At(x, y).RGBA()
	return r < 0x8000
}

// path draws the dark modules as one SVG path, a stroke of modules at a time.
func (m matrix) path() string {
	var b strings.Builder
	for y := range m.size {
		for x := 0; x < m.size; x++ {
			n := 0
			for m.dark(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, n, n)
				x += n
			}
		}
	}
	return b.String()
}

// svg is the code on white, for print in any size.
func (m matrix) svg() []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<rect width="100%%" height="100%%" fill="#fff"/><path d="%s" fill="#000"/></svg>`+"\n", m.size, m.size, m.path())
}

// png is the code on white, about a thousand pixels a side.
func (m matrix) png() ([]byte, error) {
	scale := max(1, 1000/m.size)
	img := image.NewPaletted(image.Rect(0, 0, m.size*scale, m.size*scale), color.Palette{color.White, color.Black})
	for y := range m.size * scale {
		for x := range m.size * scale {
			if m.dark(x/scale, y/scale) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode PNG: %w", err)
	}
	return out.Bytes(), nil
}
