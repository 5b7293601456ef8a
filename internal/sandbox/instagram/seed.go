package instagram

import "time"

// Ids of the default seed.
const (
	DefaultAccount  = "17841400000000001"
	DefaultAccount2 = "17841400000000002"
	DefaultPost     = "17900000000000101"
	DefaultReel     = "17900000000000102"
	DefaultLive     = "17900000000000103"
	DefaultStory    = "17900000000000104"
	DefaultPost2    = "17900000000000201"
)

// Seed is what a network starts with.
type Seed struct {
	Accounts []SeedAccount
	People   []SeedPerson
}

// SeedAccount is a professional account.
type SeedAccount struct {
	ID, ScopedID, Username, Name, Kind string
	Followers, Follows                 int
	Media                              []SeedMedia // newest first
}

// SeedMedia is something an account has published.
type SeedMedia struct {
	ID, Product, Kind, Caption string
	Age                        time.Duration
	Protected                  bool
}

// SeedPerson is somebody at the other end.
type SeedPerson struct {
	Username, Name string
	Followers      int
	NoRole         bool
	Follows        []string // accounts by id
}

// DefaultSeed is one shop with two accounts and a few people. All names are invented.
func DefaultSeed() Seed {
	return Seed{
		Accounts: []SeedAccount{
			{
				ID: DefaultAccount, ScopedID: "24000000000000001", Username: "toko.contoh", Name: "Toko Contoh", Kind: "BUSINESS", Followers: 1250, Follows: 80,
				Media: []SeedMedia{
					{ID: DefaultLive, Product: "LIVE", Kind: "VIDEO", Caption: "Live: batik baru", Age: 10 * time.Minute},
					{ID: DefaultStory, Product: "STORY", Kind: "IMAGE", Caption: "Di balik layar", Age: 2 * time.Hour},
					{ID: DefaultPost, Product: "FEED", Kind: "IMAGE", Caption: "Batik motif baru. Komentar HARGA untuk daftar harga.", Age: 6 * time.Hour},
					{ID: DefaultReel, Product: "REELS", Kind: "VIDEO", Caption: "Cara merawat batik tulis", Age: 30 * time.Hour},
					{ID: "17900000000000105", Product: "FEED", Kind: "CAROUSEL_ALBUM", Caption: "Koleksi akhir pekan", Age: 3 * 24 * time.Hour},
					{ID: "17900000000000106", Product: "FEED", Kind: "VIDEO", Caption: "Lagu kami", Age: 9 * 24 * time.Hour, Protected: true},
				},
			},
			{
				ID: DefaultAccount2, ScopedID: "24000000000000002", Username: "toko.contoh.outlet", Name: "Toko Contoh Outlet", Kind: "MEDIA_CREATOR", Followers: 310, Follows: 12,
				Media: []SeedMedia{
					{ID: DefaultPost2, Product: "FEED", Kind: "IMAGE", Caption: "Diskon di outlet", Age: 24 * time.Hour},
				},
			},
		},
		People: []SeedPerson{
			{Username: "siti.rahma", Name: "Siti Rahma", Followers: 210, Follows: []string{DefaultAccount}},
			{Username: "budi_santoso", Name: "Budi Santoso", Followers: 95},
			{Username: "dewi.lestari", Name: "Dewi Lestari", Followers: 1800, NoRole: true},
			{Username: "andi.wijaya", Name: "Andi Wijaya", Followers: 12, Follows: []string{DefaultAccount, DefaultAccount2}},
		},
	}
}

// AddAccount adds an account that the sandbox does not begin with, with what it has published.
func (n *Network) AddAccount(in SeedAccount) {
	n.change(func() { n.load(Seed{Accounts: []SeedAccount{in}}) })
}

func (n *Network) load(s Seed) {
	for _, in := range s.Accounts {
		a := &account{id: in.ID, scopedID: in.ScopedID, username: in.Username, name: in.Name, kind: in.Kind, followers: in.Followers, follows: in.Follows}
		n.accounts = append(n.accounts, a)
		for _, sm := range in.Media {
			m := &media{id: sm.ID, caption: sm.Caption, kind: sm.Kind, product: sm.Product, at: n.now().Add(-sm.Age), by: a, protected: sm.Protected}
			link(m)
			n.media[m.id] = m
			a.media = append(a.media, m)
		}
	}
	for _, in := range s.People {
		p := &person{username: in.Username, name: in.Name, followers: in.Followers, noRole: in.NoRole}
		n.people = append(n.people, p)
		for _, id := range in.Follows {
			if a := n.account(id); a != nil {
				n.thread(a, p).follows = true
			}
		}
	}
}
